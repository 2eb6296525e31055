"""What JSON will take when it is read, found in its bytes: how many values, how long a string.

A body of 50 MB that is nothing but `[],` would be more than a gigabyte of lists, and one string
with a single emoji in it four times its bytes. So both are looked for before anything is made of
it, in pieces, of which none holds Python's lock for more than some milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from sanic_mock.engine.offload import step
from sanic_mock.engine.refusal import Refusal, RefusedError

MOST_VALUES = 400_000  # as many tokens as an embedding may take are 300,000
MOST_LETTERS = 10_485_760  # [openapi-2026] InputTextContentParam, and wherever text has a limit
PIECE_BYTES = 1 << 20
# how deep a long string is looked for; what is deeper has the path of what it is in
_DEEPEST = 8

_BEGINNING = re.compile(rb"\s*[\[{]")
# each value begins, or follows, one of these
_MARKS = (b",", b"[", b"{")
_CONTINUATION = bytes(range(0x80, 0xC0))  # of a letter in UTF-8
_FIRST_HALF = re.compile(rb"\\u[dD][89abAB]")  # of a letter that JSON writes as two
_BEGUN_ESCAPE = re.compile(rb"\\u[dD]?\Z")
_HEX = re.compile(rb"[0-9a-fA-F]*")

Bytes = bytes | memoryview


class JsonSize(NamedTuple):
    """What was found in JSON's bytes.

    Attributes:
        values: about how many values there are; marks outside of strings.
        letters: of a string that is longer than a piece, the longest of them; 0 for none.
    """

    values: int
    letters: int


def check_size(body: bytes) -> None:
    """Refuse JSON of too many values or with too long a string; what is no JSON passes.

    Raises:
        RefusedError: says which.
        Abandoned: nobody waits for its answer any more.
    """
    if len(body) <= MOST_VALUES or not _BEGINNING.match(body):
        return
    if len(body) <= MOST_LETTERS and _count_marks(body) <= MOST_VALUES:
        return
    values, letters = measure(body)
    if values > MOST_VALUES:
        raise RefusedError(Refusal("too_many_values", MOST_VALUES))
    if letters > MOST_LETTERS:
        raise RefusedError(_too_long(body))


def measure(json: Bytes) -> JsonSize:
    """Return what JSON will take; what is no JSON has some numbers, too."""
    values = letters = longest = 0
    is_inside = False
    for piece in _pieces(memoryview(json)):
        step()
        # what remains are the quotes that begin or end a string
        parts = piece.replace(rb"\\", b"_").replace(rb"\"", b"_").split(b'"')
        outside = b"".join(parts[is_inside::2])
        values += sum(map(outside.count, _MARKS))
        if is_inside:
            letters += _count_letters(parts[0])
            longest = max(longest, letters)
        is_whole = len(parts) == 1
        is_inside ^= len(parts) % 2 == 0
        if not (is_whole and is_inside):
            letters = _count_letters(parts[-1]) if is_inside else 0
    return JsonSize(values, longest)


def _pieces(json: memoryview) -> Iterator[bytes]:
    """Yield all, and never part an escape where that would change what is counted."""
    at = 0
    while at < len(json):
        stop = at + PIECE_BYTES
        piece = bytes(json[at:stop])
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            piece += bytes(json[stop : stop + 1])
        if begun := _BEGUN_ESCAPE.search(piece, max(0, len(piece) - 3)):
            rest = _HEX.match(json[at + len(piece) : at + len(piece) + 4 - len(begun[0])])
            piece += rest[0] if rest else b""
        yield piece
        at += len(piece)


def _count_letters(part: bytes) -> int:
    """Return how many letters part of a string has that is written in JSON."""
    escaped = part.count(b"\\") + 4 * part.count(b"\\u") + len(_FIRST_HALF.findall(part))
    return len(part.translate(None, _CONTINUATION)) - escaped


def _count_marks(body: bytes) -> int:
    """Return how many marks there are, those in strings included."""
    total = 0
    for at in range(0, len(body), PIECE_BYTES):
        step()
        total += sum(body.count(mark, at, at + PIECE_BYTES) for mark in _MARKS)
    return total


def _too_long(body: bytes) -> Refusal:
    """Return the refusal of the first string that is too long."""
    path, inside = "", memoryview(body)
    for _ in range(_DEEPEST):
        step()
        found = next(_too_long_inside(inside), None)
        if found is None:
            break
        path, inside = path + found[0], found[1]
    letters = measure(inside).letters
    return Refusal("string_too_long", MOST_LETTERS, wanted=letters, detail=path.removeprefix("."))


def _too_long_inside(json: memoryview) -> Iterator[tuple[str, memoryview]]:
    """Yield the values of an object or array that are, or have, a string that is too long."""
    for path, raw in _members(json):
        if len(raw) > MOST_LETTERS and measure(raw).letters > MOST_LETTERS:
            yield path, raw


def _members(json: memoryview) -> Iterator[tuple[str, memoryview]]:
    """Yield the values of an object or array with their paths; none of what is broken."""
    try:
        members = msgspec.json.decode(json, type=dict[str, msgspec.Raw] | list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if isinstance(members, dict):
        yield from ((f".{name}", memoryview(raw)) for name, raw in members.items())
    else:
        yield from ((f"[{place}]", memoryview(raw)) for place, raw in enumerate(members))
