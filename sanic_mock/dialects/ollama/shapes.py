"""Answers of Ollama's: one object, or a line for each piece [services-2026] [ollama-2026].

A line is a prefix of its stream (model, moment) and a suffix that streams share. The moment is that
of the stream's beginning in each of them. Strings are escaped as Go does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.ids import alphanumeric
from sanic_mock.dialects.ollama.ask import OllamaAsk
from sanic_mock.dialects.ollama.logprobs import member
from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.cut_json import is_whole
from sanic_mock.engine.draws import more
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.reply import Choice, Reply, ToolCall
from sanic_mock.engine.usage import completion_tokens
from sanic_mock.units import utc_second

_encode = msgspec.json.Encoder().encode
_METRICS = (
    b'"total_duration":%d,"load_duration":%d,"prompt_eval_count":%d,"prompt_eval_duration":%d,'
    b'"eval_count":%d,"eval_duration":%d'
)


KNOWN_PIECES, KNOWN_ENDS = 65_536, 4096
_NO_TEXT = Body(())
_MICROSECONDS, _BEGUN = 1_000_000, 64


class Member(NamedTuple):
    """Where an answer tells what it says.

    Attributes:
        before: what comes before a text.
        between: what comes between a text and what is told beside it.
        after: what comes behind that.
        is_generated: whether the end has the tokens of prompt and text, and probabilities last.
    """

    before: bytes
    between: bytes
    after: bytes
    is_generated: bool = False


CHAT = Member(b'"message":{"role":"assistant","content":"', b'"', b"}")
GENERATE = Member(b'"response":"', b'"', b"", is_generated=True)
_END = b',"done":true,"done_reason":"%b"'


class LineSuffixes(dict[bytes, bytes]):
    """Piece to the rest of its line, for all streams.

    Args:
        before: what comes before a piece.
        after: what comes behind it, in its member.
    """

    def __init__(self, before: bytes, after: bytes) -> None:
        super().__init__()
        self._before = before
        self._after = after + b',"done":false}\n'

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = suffix = self._before + html_escaped(piece) + self._after
        return suffix


class OllamaShapes:
    """What all answers of one kind share.

    Args:
        told: where they tell what they say.
    """

    def __init__(self, told: Member) -> None:
        self._member = told
        before, between, after, _ = told
        self._texts = LineSuffixes(before, between + after)
        self._thoughts = LineSuffixes(before + between + b',"thinking":"', b'"' + after)

        self._ends: dict[tuple[int, int], bytes] = {}
        self._nothing = self._told(b"", b"")

    def at_once(self, prompt: int, said: int) -> bytes:
        """Return what ends an answer that took no time and ended by itself, by what it bills."""
        return self._ends.get((prompt, said)) or self._new_end(prompt, said)

    def in_time(self, prompt: int, said: int, first_ns: int, lasts_ns: int) -> bytes:
        """Return the same of one that took time: to its first token, and to its last."""
        plan = Plan(first_ns, 0, 1.0, b"")
        reply = Reply(_NO_TEXT, "stop", prompt, b"", plan, completion_tokens=said)
        reply.lasts_ns = lasts_ns
        return self._end(reply, ())

    def text(self, prefix: bytes, text: bytes, end: bytes) -> bytes:
        """Return an answer in one piece, of its text, escaped, and what is around that."""
        before, between, after, _ = self._member
        return b"".join((prefix, before, text, between, after, end))

    def lines(self, prefix: bytes, pieces: Sequence[bytes], end: bytes) -> bytes:
        """Return all lines of a text."""
        said = prefix.join((b"", *map(self._texts.__getitem__, pieces)))
        return b"".join((said, prefix, self._nothing, end, b"\n"))

    def start(self, model: str, digest: bytes, now_s: int) -> bytes:
        """Return what an answer begins with, or each line of one."""
        return _start(model, digest, now_s)

    def _new_end(self, prompt: int, said: int) -> bytes:
        if len(self._ends) >= KNOWN_ENDS:
            self._ends.clear()
        reply = Reply(_NO_TEXT, "stop", prompt, b"", completion_tokens=said)
        self._ends[prompt, said] = made = self._end(reply, ())
        return made

    def loaded(self, ask: OllamaAsk, digest: bytes, now_s: int) -> bytes:
        """Return what is answered where nothing is asked: that the model is there, or gone."""
        told = self._told(b"", b"")
        return _start(ask.model, digest, now_s) + told + _END % ask.loads.encode() + b"}"

    def whole(self, model: str, reply: Reply, now_s: int, context: Sequence[int]) -> bytes:
        """Return an answer in one piece."""
        one, further = first_choice(reply), b""
        if one.thought is not None:
            further = b',"thinking":"%b"' % html_escaped(one.thought.escaped)
        if calls := [call for call in one.calls if is_complete(call)]:
            further += _calls(calls, reply)
        told = self._told(b"" if one.calls else html_escaped(one.body.escaped), further)
        return (
            _start(model, reply.digest, now_s)
            + told
            + self._end(reply, context, member(one.logprobs))
        )

    def rows(self, reply: Reply) -> tuple[bytes, ...]:
        """Return the suffixes of a stream's lines; b"" where a call is still made."""
        one = first_choice(reply)
        thought = () if one.thought is None else one.thought.pieces
        rows = [*map(self._thoughts.__getitem__, thought)]
        if not one.calls:
            return (*rows, *self._said(one))
        for number, call in enumerate(one.calls):
            rows += [b""] * (max(1, len(call.arguments.pieces)) - 1)
            told = self._told(b"", _calls((call,), reply, number)) + b',"done":false}\n'
            rows.append(told if is_complete(call) else b"")
        return tuple(rows)

    def last(self, reply: Reply, context: Sequence[int]) -> bytes:
        """Return the suffix of a stream's last line."""
        return self._told(b"", b"") + self._end(reply, context) + b"\n"

    def _said(self, one: Choice) -> Iterable[bytes]:
        """Return the suffixes of a text's lines."""
        texts = map(self._texts.__getitem__, one.body.pieces)
        if one.logprobs is None:
            return texts
        pairs = zip(texts, one.logprobs, strict=True)
        return (text[:-2] + member((entry,)) + text[-2:] for text, entry in pairs)

    def _told(self, text: bytes, further: bytes) -> bytes:
        place = self._member
        return b"".join((place.before, text, place.between, further, place.after))

    def _end(self, reply: Reply, context: Sequence[int], logprobs: bytes = b"") -> bytes:
        reason = b"length" if first_choice(reply).finish_reason == "length" else b"stop"
        end, metrics = _END % reason, _metrics(reply)
        if not self._member.is_generated:
            return b"%b%b,%b}" % (end, logprobs, metrics)
        tokens = b',"context":%b' % _encode(context) if context else b""
        return b"%b%b,%b%b}" % (end, tokens, metrics, logprobs)


def _start(model: str, digest: bytes, now_s: int) -> bytes:
    drawn = int.from_bytes(digest[24:28]) % _MICROSECONDS
    moment = (b"%b.%06d" % (_begun(model, now_s), drawn)).rstrip(b"0").rstrip(b".")
    return moment + b'Z",'


@lru_cache(_BEGUN)
def _begun(model: str, now_s: int) -> bytes:
    """Return what all answers of a model begin with in a second."""
    told, second = html_escaped(_encode(model)), utc_second(now_s).encode()
    return b'{"model":%b,"created_at":"%b' % (told, second)


def is_complete(call: ToolCall) -> bool:
    """Return whether a call came to its end: what was cut is none to who reads the model's text."""
    return is_whole(plain_text(call.arguments))


def call_id(reply: Reply, number: int) -> bytes:
    """Return the id of one of an answer's calls."""
    return b"call_" + alphanumeric(more(reply.digest, b"call.%d" % number)[:8])


def _calls(calls: Sequence[ToolCall], reply: Reply, first: int = 0) -> bytes:
    """Return calls, whose arguments are objects and not texts of them."""
    told = [
        {
            "id": call_id(reply, number).decode(),
            "function": {
                "index": number,
                "name": call.name,
                "arguments": msgspec.Raw(plain_text(call.arguments).encode()),
            },
        }
        for number, call in enumerate(calls, first)
    ]
    return b',"tool_calls":' + html_escaped(_encode(told))


def _metrics(reply: Reply) -> bytes:
    """Return what an answer bills, and its times in nanoseconds; none of them is 0.

    Of the time to the first token the prompt has nine tenths, loading the model the rest.
    """
    first_ns = reply.first_ns
    load_ns = max(1, first_ns // 10)
    prompt_ns = max(1, first_ns - load_ns)
    said_ns = max(1, reply.lasts_ns - first_ns)
    total_ns = load_ns + prompt_ns + said_ns
    spent = completion_tokens(reply)
    return _METRICS % (total_ns, load_ns, reply.prompt_tokens, prompt_ns, spent, said_ns)
