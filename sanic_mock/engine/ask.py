"""The two values between a vendor's bytes and ours: what was asked, and what is replied."""

from __future__ import annotations

from typing import Literal

import msgspec

from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.bias import Bias
from sanic_mock.engine.content import Body
from sanic_mock.engine.grammar.writer import GrammarWriter
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.prompted.types import Wrapping
from sanic_mock.engine.schema.values import Maker
from sanic_mock.engine.terms import Bill, Terms
from sanic_mock.engine.tokens import ENCODING

FinishReason = Literal["stop", "length", "content_filter", "tool_calls", "function_call"]
Calls = Literal["never", "may", "must"]


class Tool(msgspec.Struct, gc=False):
    """A function that an answer may call.

    Attributes:
        name: its name.
        maker: makes its arguments; None takes any text instead.
        namespace: the group of tools it is in; empty for none.
        grammar: writes the text that it takes; None takes any.
        form: what its calls are told as; empty for those of a function.
    """

    name: str
    maker: Maker | None
    namespace: str = ""
    grammar: GrammarWriter | None = None
    form: str = ""

    @property
    def key(self) -> str:
        """What tells it from all other tools of a request."""
        return self.form or tool_key(self.name, self.namespace)


def tool_key(name: str, namespace: str | None = None) -> str:
    """Return a tool's name as no other tool of its request has it."""
    return f"{namespace}.{name}" if namespace else name


class Options(msgspec.Struct, gc=False):
    """What few requests ask for.

    Attributes:
        choices: how many answers, at least 1.
        stop: texts before which an answer ends.
        top_logprobs: how many alternatives are told for each token; None tells no probabilities.
        tools: functions an answer may call.
        calls: whether it does.
        is_forced: whether the client named the function.
        forced_finish: why an answer then ends.
        is_deprecated: whether the tools came as `functions`, and the call goes as one.
        is_parallel: whether it may call several at once.
        maker: makes the JSON that the text is to be; None is free text.
        wrapping: how that JSON is told in the text.
        unstopped: tokens at the beginning in which no `stop` is looked for.
        prompt: what the user said last, for values that come from it.
        findings: results of calls that the answer is to use.
        answered: names of the tools whose results came since the user spoke last.
        retried: those of them that are to be called once more, as their results ask for it.
        pin: chance that stands for the request's own, so that the same request is answered alike;
            64 bytes, empty for none.
        prediction: a text that the answer probably begins with; empty for none.
        source: address of the page that the text names as its source, with `{}` for what it is
            about; empty for a text that names none.
        speech: tokens of sound that each token of the text bills; 0 for a text that is not heard.
        bias: tokens that free text always says, or never; None for none.
        bills_names: whether a call bills its name and end, and a forced one only its end.
    """

    choices: int = 1
    stop: tuple[str, ...] = ()
    top_logprobs: int | None = None
    tools: tuple[Tool, ...] = ()
    calls: Calls = "never"
    is_forced: bool = False
    forced_finish: FinishReason = "stop"
    is_deprecated: bool = False
    is_parallel: bool = True
    maker: Maker | None = None
    wrapping: Wrapping = "none"
    unstopped: int = 0
    prompt: str = ""
    findings: tuple[str, ...] = ()
    answered: frozenset[str] = frozenset()
    retried: frozenset[str] = frozenset()
    pin: bytes = b""
    prediction: str = ""
    source: str = ""
    speech: int = 0
    bias: Bias | None = None
    bills_names: bool = False


class Ask(msgspec.Struct, gc=False):
    """What every vendor's request boils down to.

    A dialect whose answers repeat something of their request adds it in a subclass of its own.

    Attributes:
        model: the name to answer as: the profile's `model`, or what the client asked for.
        prompt_tokens: size of the prompt, in tokens.
        cap: at most this many tokens are answered; None is no limit.
        stream: whether the answer is to come in pieces.
        usage_wanted: whether a stream ends with its usage.
        obfuscated: whether a stream's events are padded.
        prompt: the prompt's text, where a cache of prompts is simulated.
        options: what few requests ask for; None for the many.
        is_deferred: whether the answer goes out before its text is made, as a receipt.
        is_dated: whether the answer tells when its text was done.
        terms: how it is billed; None for prompt and text alone.
        reasons: whether the tokens of thought that a profile draws come before its text.
        shows_thought: whether those tokens are sent, too.
        usage_running: whether each event of a stream has the usage up to it.
        may_show_thought: whether thought that a rule has is sent, too.
        conversation: what rules see of it; None where there are none.
        script: what a rule has it answered; None where no rule does.
    """

    model: str
    prompt_tokens: int
    cap: int | None = None
    stream: bool = False
    usage_wanted: bool = False
    obfuscated: bool = True
    prompt: str = ""
    options: Options | None = None
    is_deferred: bool = False
    is_dated: bool = False
    terms: Terms | None = None
    reasons: bool = True
    shows_thought: bool = False
    usage_running: bool = False
    may_show_thought: bool = False
    conversation: ConversationView | None = None
    script: ScriptedAnswer | None = None

    @property
    def encoding(self) -> str:
        """Whose tokens its answer is billed and cut by."""
        return ENCODING if self.terms is None else self.terms.encoding or ENCODING


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
