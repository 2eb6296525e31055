"""What single events of a stream say: their members, their padding, what surrounds a text.

Keys come in alphabetical order, `type` first [otel-2026] [pydantic-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from random import Random
from typing import Any
from zlib import crc32

import msgspec
from msgspec import Raw

from sanic_mock.dialects.ids import BASE62
from sanic_mock.dialects.openai.responses import hosted_events
from sanic_mock.dialects.openai.responses.parts import Part, logprob, summary
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.reply import Logprob

KNOWN_PIECES = 65_536
KNOWN_FORMS = 256
_PADDINGS = 1021
_LONGEST_PADDING = 16
# Where an item's id comes in the form of its deltas.
_NAME = b"<id>"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode

DELTAS = {
    "message": "output_text.delta",
    "refusal": "refusal.delta",
    "function_call": "function_call_arguments.delta",
    "custom_tool_call": "custom_tool_call_input.delta",
    "reasoning": "reasoning_summary_text.delta",
    "code_interpreter_call": "code_interpreter_call_code.delta",
    "mcp_call": "mcp_call_arguments.delta",
}


def padding_length(delta: str) -> int:
    """Return how many characters of obfuscation a delta gets.

    (-its own length) mod 16: 61 of 61 deltas [otel-2026].
    """
    return -len(delta) % _LONGEST_PADDING


class _Paddings(dict[bytes, bytes]):
    """Piece, as inside a JSON string, to its padding; shared by all streams."""

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = made = padding(piece)
        return made


def padding(piece: bytes) -> bytes:
    """Return a piece's obfuscation."""
    text: str = _decode(b'"%b"' % piece)
    return _padding(crc32(piece) % _PADDINGS)[: padding_length(text)]


@cache
def _padding(number: int) -> bytes:
    return bytes(Random(number).choices(BASE62, k=_LONGEST_PADDING))


PADDINGS = _Paddings()


def event(kind: str, number: int, **members: Any) -> bytes:
    """Return an event but for its prefix."""
    members["sequence_number"] = number
    start, name, order = _layout(kind, tuple(members))
    value = {"type": name}
    for member in order:
        value[member] = members[member]
    return b"%b%b\n\n" % (start, _encode(value))


@cache
def _layout(kind: str, members: tuple[str, ...]) -> tuple[bytes, str, tuple[str, ...]]:
    """Return an event's line and beginning, its type, and its members in order."""
    return b"%b\ndata: " % kind.encode(), f"response.{kind}", tuple(sorted(members))


EventBody = tuple[str, Item]


def before(part: Part, place: int) -> Iterator[EventBody]:
    """Yield what is told before an item's text."""
    at: Item = {"output_index": place}
    of: Item = at | {"item_id": part.item["id"]}
    yield "output_item.added", at | {"item": part.begun()}
    match part.kind:
        case "refusal":
            nothing = {"type": "refusal", "refusal": ""}
            yield "content_part.added", of | {"content_index": 0, "part": nothing}
        case "message":
            empty = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
            yield "content_part.added", of | {"content_index": 0, "part": empty}
        case "reasoning" if part.pieces:
            yield "reasoning_summary_part.added", of | {"part": summary(""), "summary_index": 0}
    yield from hosted_events.before(part, of)


def after(part: Part, place: int) -> Iterator[EventBody]:
    """Yield what is told after an item's text."""
    at: Item = {"output_index": place}
    of: Item = at | {"item_id": part.item["id"]}
    item = part.done()
    match part.kind:
        case "refusal":
            (told,) = item["content"]
            yield "refusal.done", of | {"content_index": 0, "refusal": told["refusal"]}
            yield "content_part.done", of | {"content_index": 0, "part": told}
        case "message":
            yield from _after_text(part, item["content"][0], of | {"content_index": 0})
        case "function_call":
            # [openapi-2026] requires the name, too, and no recorded event has it [replay-2026]
            yield "function_call_arguments.done", of | {"arguments": item["arguments"]}
        case "custom_tool_call":
            yield "custom_tool_call_input.done", of | {"input": item["input"]}
        case "reasoning" if part.pieces:
            (told,) = item["summary"]
            of = of | {"summary_index": 0}
            yield "reasoning_summary_text.done", of | {"text": told["text"]}
            yield "reasoning_summary_part.done", of | {"part": told}
    yield from hosted_events.after(item, of)
    yield "output_item.done", at | {"item": item}


def _after_text(part: Part, content: Item, of: Item) -> Iterator[EventBody]:
    for number, annotation in enumerate(content["annotations"]):
        members = of | {"annotation": annotation, "annotation_index": number}
        yield "output_text.annotation.added", members
    told = list(map(logprob, part.logprobs or ()))
    yield "output_text.done", of | {"logprobs": told, "text": content["text"]}
    yield "content_part.done", of | {"part": content | {"logprobs": []}}  # [pydantic-2026]


def delta_form(part: Part, place: int, *, is_padded: bool) -> bytes:
    """Return the form of an item's deltas: piece, padding where there is one, number."""
    form = _form(part.kind, place + part.shift, is_padded)
    return form.replace(_NAME, _encode(part.item["id"]), 1)


def has_padding(part: Part) -> bool:
    """Return whether an item's deltas are padded: those of a refusal were never recorded so."""
    return part.kind != "refusal"


def deltas(form: bytes, pieces: Sequence[bytes], first: int, *, is_padded: bool) -> Iterator[bytes]:
    """Yield the deltas of pieces without probabilities, each but for what all events begin with.

    Args:
        form: of each; see `delta_form`.
        pieces: of one item.
        first: number of the first one.
        is_padded: whether the form has a place for a padding.
    """
    numbers = range(first, first + len(pieces))
    if is_padded:
        paddings = map(PADDINGS.__getitem__, pieces)
        return map(form.__mod__, zip(pieces, paddings, numbers, strict=True))
    return map(form.__mod__, zip(pieces, numbers, strict=True))


def likely_delta(
    part: Part,
    place: int,
    piece: bytes,
    logprobs: Sequence[Logprob],
    number: int,
    *,
    is_padded: bool,
) -> bytes:
    """Return a text's delta with the probabilities of its tokens.

    Args:
        part: the text.
        place: which item of the response it is.
        piece: as inside a JSON string.
        logprobs: of its tokens.
        number: of the event.
        is_padded: whether it is padded.
    """
    members: Item = {"logprobs": list(map(logprob, logprobs))}
    if is_padded:
        members["obfuscation"] = padding(piece).decode()
    return event(
        DELTAS["message"],
        number,
        content_index=0,
        delta=_decode(b'"%b"' % piece),
        item_id=part.item["id"],
        output_index=place,
        **members,
    )


@lru_cache(KNOWN_FORMS)
def _form(kind: str, place: int, is_padded: bool) -> bytes:
    """Return what a form is but for the item's id."""
    members: Item = {"delta": "%b", "item_id": Raw(_NAME), "output_index": place}
    if kind == "refusal":
        members["content_index"] = 0
    if kind == "message":
        members |= {"content_index": 0, "logprobs": []}
    if kind == "reasoning":
        members["summary_index"] = 0
    if is_padded:
        members["obfuscation"] = "%b"
    form = event(DELTAS[kind], 0, **members)
    return form.replace(b'"sequence_number":0', b'"sequence_number":%d')
