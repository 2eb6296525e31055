"""What was asked: the one value that every vendor's request boils down to."""

from __future__ import annotations

from typing import Literal

import msgspec

from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.bias import Bias
from sanic_mock.engine.grammar.writer import GrammarWriter
from sanic_mock.engine.prompted.types import Wrapping
from sanic_mock.engine.reply import FinishReason
from sanic_mock.engine.schema.values import Maker
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.tokens import ENCODING

Calls = Literal["never", "may", "must"]


class Tool(msgspec.Struct, gc=False):
    """A function that an answer may call.

    Attributes:
        name: its name.
        maker: makes its arguments; None takes any text instead.
        namespace: the group of tools it is in; empty for none.
        grammar: writes the text that it takes; None takes any.
        form: what its calls are told as; empty for those of a function.
        description: what it says that it does; empty for nothing.
    """

    name: str
    maker: Maker | None
    namespace: str = ""
    grammar: GrammarWriter | None = None
    form: str = ""
    description: str = ""

    @property
    def key(self) -> str:
        """What tells it from all other tools of a request."""
        return self.form or tool_key(self.name, self.namespace)


def described(value: object) -> str:
    """Return the description that a request gives a tool; empty for what is no text."""
    return value if isinstance(value, str) else ""


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
