"""What one rule has one request answered: texts as they are, before they are tokens."""

from __future__ import annotations

from typing import Literal

import msgspec

from sanic_mock.distributions import Distribution

ScriptedFinish = Literal["stop", "length", "tool_calls", "content_filter"]


class OwnTimes(msgspec.Struct, frozen=True, gc=False):
    """Times in place of the profile's.

    Attributes:
        first: time to the first token, in seconds; None is the profile's.
        itl: gaps between tokens, in seconds; None is the profile's.
    """

    first: Distribution | None = None
    itl: Distribution | None = None


class ScriptedCall(msgspec.Struct, frozen=True, gc=False):
    """One call of a tool.

    Attributes:
        name: the tool's.
        arguments: JSON, or the text of a tool that takes it.
        is_text: whether it is such a text.
    """

    name: str
    arguments: str
    is_text: bool = False


class ScriptedAnswer(msgspec.Struct, frozen=True, gc=False):
    """An answer to be given.

    Attributes:
        text: what it says; None leaves that as it would be without a rule.
        pieces: the parts of the text that are sent at a time; () for its tokens.
        calls: what it calls instead.
        thought: what is thought before, "" for nothing.
        finish_reason: why it ends where it ends; None as it is.
        prompt_tokens: billed for the prompt; None as counted.
        completion_tokens: billed for the answer; None as counted.
        times: its own; None for the profile's.
        tokens: how many a text has that it leaves to be invented; 0 for any number.
    """

    text: str | None = None
    pieces: tuple[str, ...] = ()
    calls: tuple[ScriptedCall, ...] = ()
    thought: str = ""
    finish_reason: ScriptedFinish | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    times: OwnTimes | None = None
    tokens: int = 0

    @property
    def is_said(self) -> bool:
        """Whether it says what is answered, and not only how."""
        return self.text is not None or bool(self.calls)
