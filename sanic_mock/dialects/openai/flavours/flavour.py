"""What one service tells otherwise than OpenAI, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sanic_mock.dialects.openai.flavours.ids import CallIdOf, IdOf, plain_uuid
from sanic_mock.dialects.openai.flavours.layout import ABSENT, Blank, Layout
from sanic_mock.profile.sections.answering import ReasoningMember

# Of a whole answer.
ID, CREATED, MODEL, CHOICES, USAGE, GROQ = map(
    Blank, ("id", "created", "model", "choices", "usage", "x_groq")
)
# Of a choice.
INDEX, MESSAGE, LOGPROBS, FINISH, NATIVE_FINISH = map(
    Blank, ("index", "message", "logprobs", "finish_reason", "native_finish_reason")
)
# Of a message; a thought is a member whose name the profile may choose.
CONTENT, CALLS = map(Blank, ("content", "tool_calls"))
THOUGHT = "thought"
THOUGHT_BLANK = Blank(THOUGHT)
# Of a usage.
PROMPT, COMPLETION, TOTAL, CACHED, MISSED, REASONED, REASONED_DETAILS = map(
    Blank, ("prompt", "completion", "total", "cached", "missed", "reasoned", "reasoned_details")
)
QUEUE_S, PROMPT_S, COMPLETION_S, TOTAL_S = map(
    Blank, ("queue_s", "prompt_s", "completion_s", "total_s")
)
COST, PROMPT_COST, COMPLETION_COST, COST_TICKS = map(
    Blank, ("cost", "prompt_cost", "completion_cost", "cost_ticks")
)
# Of a call.
CALL_INDEX, CALL_ID, FUNCTION = map(Blank, ("call_index", "call_id", "function"))
# Of an error.
WORDS, KIND, PARAM, CODE, STATUS = map(Blank, ("message", "type", "param", "code", "status"))

UsagePlace = Literal["chunk", "finish"]


@dataclass(frozen=True, slots=True)
class Streaming:
    """How a service tells a stream. Deltas are what stands inside of `"delta":{…}`.

    Attributes:
        head: what every chunk begins with, up to its choices.
        tail: what follows the choices of every chunk.
        choice: a choice, with places for its index and its delta.
        end: the last one of a choice, with a third place for why it ends, and perhaps a fourth for
            why it did where it was answered.
        opening: delta of a chunk before the first piece; None for none.
        opening_call: the same where functions are called; None where that is no different.
        opening_choice: the choice of that chunk; None where it is as any other.
        opening_tail: what follows the choices of that chunk, behind what follows those of each.
        lead: what the first delta of all has before its own, where there is no such chunk.
        first: what that has behind its own.
        text: delta of a piece, with a place for it.
        thought: delta of a thought's piece, with places for the member and for the piece.
        first_called: what the first delta of all begins with where it calls; None where that is
            no different from one that says something.
        called: what comes before the calls in the delta of a call.
        call: the beginning of one; None is told as in a whole answer.
        has_whole_calls: whether a call comes in one chunk.
        closing: delta of the chunk that ends a choice.
        ends_with_last: whether the last piece comes with the end, and not before it.
        usage: which chunk has the usage; the one that ends, or one without choices behind it.
        comments: what is sent before the first chunk, and how often at most.
        is_padded: whether chunks but the first have Mistral's padding.
        tells_groq: whether the first chunk names the request, and the last one its usage, too.
        repeats_end: whether the chunk with the usage has the choice that ended, once more.
        running_usage: usage up to each chunk, for who asks for it; b"" for none.
    """

    head: Layout
    tail: Layout = field(default_factory=dict)
    choice: bytes = b'{"index":%d,"delta":{%b},"finish_reason":null}'
    end: bytes = b'{"index":%d,"delta":{%b},"finish_reason":"%b"}'
    opening: bytes | None = b'"role":"assistant","content":""'
    opening_call: bytes | None = None
    opening_choice: bytes | None = None
    opening_tail: Layout = field(default_factory=dict)
    lead: bytes = b""
    first: bytes = b""
    text: bytes = b'"content":"%b"'
    thought: bytes = b'"%b":"%b"'
    first_called: bytes | None = None
    called: bytes = b""
    call: Layout | None = None
    has_whole_calls: bool = False
    closing: bytes = b""
    ends_with_last: bool = False
    usage: UsagePlace = "chunk"
    comments: tuple[bytes, int] = (b"", 0)
    is_padded: bool = False
    tells_groq: bool = False
    repeats_end: bool = False
    running_usage: bytes = b""


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """How a service tells one kind of error.

    Attributes:
        status: the HTTP status; None keeps the one there is.
        message: the sentence; None keeps it. It may have a place for the model.
        kind: its type; None keeps it.
        code: likewise.
        layout: of the body; None is that of all others.
        end: what follows the JSON, beside what follows all.
    """

    status: int | None = None
    message: str | None = None
    kind: str | None = None
    code: str | int | None = None
    layout: Layout | None = None
    end: bytes = b""


@dataclass(frozen=True, slots=True)
class ErrorForms:
    """How a service tells errors.

    Attributes:
        layout: of the body.
        end: what follows the JSON.
        has_null_code: whether an error without a code has it as null; else it has none.
        wordings: a code or a status to what is said of it; the code goes first.
    """

    layout: Layout
    end: bytes = b""
    has_null_code: bool = True
    wordings: Mapping[str | int, ErrorWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heads:
    """Header lines of a service; its own names for an answer and for what is left of limits.

    Attributes:
        events: the Content-Type of streams.
        named: the field that names an answer, b"" for none.
        name: makes its value.
        fixed: lines that all answers have.
        limits: whose lines tell what is left of limits: OpenAI's, or Mistral's of a minute.
    """

    events: bytes = b"text/event-stream; charset=utf-8"
    named: bytes = b""
    name: IdOf = plain_uuid
    fixed: bytes = b""
    limits: Literal["none", "openai", "minute"] = "none"


@dataclass(frozen=True, slots=True)
class Flavour:
    """A service that answers OpenAI's requests.

    Attributes:
        name: in profiles, and in front of paths.
        bases: what comes before the endpoints of its paths, as its own clients have it.
        thought_member: what a profile's `reasoning_in_chat` is by default.
        defaults: further keys of a profile that are otherwise by default.
        id: of answers.
        call_id: of calls.
        whole: a whole answer.
        choice: one of its choices.
        message: what that says; `thought` is there where the thought is.
        call: one of its calls.
        usage: what it bills.
        streamed_usage: the same in a stream; None where that is no different.
        chunks: how streams are told.
        errors: how errors are told.
        heads: its header lines.
        aliases: models that answer under another name.
        no_thought: what stands for a thought that there is not.
        no_calls: what stands for calls that there are not.
        no_text: the content of a message that calls.
        thought_tags: what stands around a thought that the content begins with; none for none.
        thought_parts: whether a thought is a part of the content, as Mistral's is.
        bills_thought_apart: whether the completion's tokens are without those of the thought.
        native_finish: why it ended, in the words of who answers behind it.
        white_space: what comes before a whole answer, and how often at most.
        end: what follows a whole answer.
        escapes_html: whether strings are escaped as Go does it.
    """

    name: str
    bases: tuple[str, ...]
    thought_member: ReasoningMember
    id: IdOf
    call_id: CallIdOf
    whole: Layout
    choice: Layout
    message: Layout
    usage: Layout
    chunks: Streaming
    errors: ErrorForms
    call: Layout
    heads: Heads = field(default_factory=Heads)
    streamed_usage: Layout | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    no_thought: Any = ABSENT
    no_calls: Any = ABSENT
    no_text: Any = ""
    thought_tags: tuple[bytes, ...] = ()
    thought_parts: bool = False
    bills_thought_apart: bool = False
    native_finish: Mapping[str, str] = field(default_factory=dict)
    white_space: tuple[bytes, int] = (b"", 0)
    end: bytes = b""
    escapes_html: bool = False
