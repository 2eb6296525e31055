"""How much text a PDF shows, and on how many pages: an estimate, for what a prompt bills of it.

Streams are inflated, up to a bound, and the glyphs are counted that they show (ISO 32000-1, 9.4.3).
Fonts are not read, so nobody knows what the glyphs are.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# So much is inflated of one file; the rest of it is taken to be like that.
MOST_INFLATED = 1 << 18
MOST_STREAMS = 4096

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = b"endstream"
_SHOWS = re.compile(rb"T[jJ]")
# A string, which may have parentheses in pairs; also one without an end, so that what has many of
# these is read once.
_PLAIN = rb"\\.|[^()\\]++"
_STRING = re.compile(
    rb"\((?:%b|\((?:%b)*+\))*+\)?|<[0-9A-Fa-f\s]*+>?" % (_PLAIN, _PLAIN), re.DOTALL
)
_ESCAPED = re.compile(rb"\\(?:[0-7]{1,3}|.)", re.DOTALL)


class Sheets(NamedTuple):
    """What a file has.

    Attributes:
        pages: at least one.
        glyphs: of all texts.
    """

    pages: int
    glyphs: int


def sheets_of(data: bytes) -> Sheets:
    """Return what a PDF has; anything else is one empty page."""
    pages, glyphs, read = len(_PAGE.findall(data)), 0, len(data)
    left = MOST_INFLATED
    for raw, end in islice(_streams(data), MOST_STREAMS):
        text = _inflated(raw, left)
        pages += len(_PAGE.findall(text))
        glyphs += _glyphs(text)
        left -= len(text)
        if left <= 0:
            read = end
            break
    return Sheets(max(1, pages), round(glyphs * len(data) / max(1, read)))


def _streams(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each stream, and where in the file it ends; none begins within another."""
    end = 0
    while begun := _STREAM.search(data, end):
        end = data.find(_END, begun.end())
        if end < 0:
            return
        yield data[begun.end() : end], end


def _inflated(raw: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, most)
    except zlib.error:
        return raw[:most]


def _glyphs(text: bytes) -> int:
    """Return how many glyphs a stream shows, if it is one that shows any."""
    if b"BT" not in text or not _SHOWS.search(text):
        return 0
    return sum(map(_length, _STRING.findall(text)))


def _length(string: bytes) -> int:
    if string[-1:] == b">":
        return (len(string) - 2) // 2
    return len(_ESCAPED.sub(b"x", string)) - 2 if string[-1:] == b")" else 0
