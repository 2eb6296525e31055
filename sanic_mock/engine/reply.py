"""What is replied: the one value that decides an answer, before a dialect makes its bytes."""

from __future__ import annotations

from typing import Literal

import msgspec

from sanic_mock.engine.body import Body
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.terms import Bill

FinishReason = Literal["stop", "length", "content_filter", "tool_calls", "function_call"]


class ToolCall(msgspec.Struct, gc=False):
    """One call of a tool.

    Attributes:
        name: the tool's name.
        arguments: JSON, or text where `is_custom`.
        is_custom: whether the tool takes text.
        namespace: see Tool.
        form: see Tool.
        twin: number of the call whose id it bears; None has its own.
        shift: by how much the index is wrong under which its arguments are streamed.
    """

    name: str
    arguments: Body
    is_custom: bool = False
    namespace: str = ""
    form: str = ""
    twin: int | None = None
    shift: int = 0

    def named(self, number: int) -> int:
        """Return the number that its id is made of, of a call with a number of its own."""
        return number if self.twin is None else self.twin


class Logprob(msgspec.Struct, gc=False):
    """One token's probability: its text, its natural logarithm, and the alternatives'."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...]


class Citation(msgspec.Struct, gc=False):
    """A page that a text names: where it does, in characters, and which."""

    start: int
    end: int
    url: str
    title: str


class Choice(msgspec.Struct, gc=False):
    """One of several answers, or one that is more than text.

    Attributes:
        body: the text.
        finish_reason: why it ends where it ends.
        calls: calls it makes instead of text.
        logprobs: one for each piece of the text; None where nobody asked.
        is_deprecated: whether its one call is told as `function_call`.
        framing: tokens it bills beside its text and its arguments.
        sources: pages that the text names.
        thought: what is shown of the reasoning before it; None for nothing.
        is_refusal: whether the text says that there is no answer, which is told apart.
        stop: the stop sequence that it ends before; empty for none.
    """

    body: Body
    finish_reason: FinishReason
    calls: tuple[ToolCall, ...] = ()
    logprobs: tuple[Logprob, ...] | None = None
    is_deprecated: bool = False
    framing: int = 0
    sources: tuple[Citation, ...] = ()
    thought: Body | None = None
    is_refusal: bool = False
    stop: str = ""

    @property
    def is_content(self) -> bool:
        """Whether it is a text that is no refusal, and no calls."""
        return not self.calls and not self.is_refusal

    @property
    def is_simple(self) -> bool:
        """Whether it is a text or calls, and nothing is told of them."""
        if self.thought is not None or self.logprobs is not None:
            return False
        return not self.sources and not self.is_deprecated and not self.is_refusal


class Reply(msgspec.Struct, gc=False):
    """What decides time, length and outcome of one answer.

    Attributes:
        body: the text.
        finish_reason: why it ends where it ends.
        prompt_tokens: tokens the answer bills for the prompt.
        digest: 64 bytes of chance, for identifiers.
        plan: when its tokens are due; None where all are due at once.
        reasoning_tokens: tokens billed and waited for, but not shown.
        cached_tokens: prompt tokens that were found in a cache.
        lasts_ns: offset of the last token of a deferred or dated answer, ns after its request.
        choices: what was answered to an Ask with options; `body` is the longest one's text then.
        bill: what is billed beside prompt and text; None for nothing.
        begun_s: when a deferred answer was begun, unix seconds; 0 where none is waited for.
        standing: what is left of its client's limits; None where they are not counted.
        completion_tokens: what it bills for all that it says; None is what that comes to. Where it
            is said, there is a bill.
    """

    body: Body
    finish_reason: FinishReason
    prompt_tokens: int
    digest: bytes
    plan: Plan | None = None
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    lasts_ns: int = 0
    choices: tuple[Choice, ...] = ()
    bill: Bill | None = None
    begun_s: float = 0.0
    standing: Standing | None = None
    completion_tokens: int | None = None

    @property
    def first_ns(self) -> int:
        """Offset of the first token that is shown, ns after its request; 0 where none is due."""
        return 0 if self.plan is None else self.plan.first_ns
