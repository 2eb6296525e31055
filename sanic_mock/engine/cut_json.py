"""JSON of which only the beginning came, as where an answer's tokens end within a call."""

from __future__ import annotations

import re
from json import JSONDecoder

import msgspec

_GAP = re.compile(r"[ \t\r\n]*")
_read_value = JSONDecoder(strict=False).raw_decode
_NO_VALUE = (ValueError, RecursionError)


def is_whole(text: str) -> bool:
    """Return whether a text is JSON."""
    try:
        msgspec.json.decode(text)
    except _NO_VALUE:
        return False
    return True


def whole_members(text: str) -> str:
    """Return an object as it is; of one that was cut, the members that came to their end."""
    if is_whole(text):
        return text
    end = at = _skip(text, 0) + 1
    try:
        while text.startswith(("{", ","), at - 1):
            at = _member_end(text, at)
            if text.startswith((",", "}"), at):
                end = at
            at += 1
    except _NO_VALUE:
        pass
    return text[:end] + "}" if text.startswith("{", _skip(text, 0)) else "{}"


def _member_end(text: str, at: int) -> int:
    """Return where a member and the gap behind it end; raises ValueError where it is cut."""
    _, at = _read_value(text, _skip(text, at))
    at = _skip(text, at)
    if not text.startswith(":", at):
        raise ValueError(text[at : at + 1])
    _, at = _read_value(text, _skip(text, at + 1))
    return _skip(text, at)


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return at if found is None else found.end()
