"""What breaks a text that is right: JSON, UTF-8, the lines of an event."""

from __future__ import annotations

import re

from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.faults.server_events import BLANK, DATA, middle_of_data

# The first half of a character of four bytes.
HALF_CHARACTER = b"\xf0\x9f"

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


def with_half_json(event: bytes) -> bytes:
    """Return an event that has half of its data."""
    return event[: middle_of_data(event)] + BLANK


def with_half_character(content: bytes, size: int = 0) -> bytes:
    """Return JSON with a string behind `size` that ends in the midst of a character.

    It is one of several words, if there is any: not a key, and not an id.
    """
    place = size
    for found in _STRING.finditer(content):
        if found.end() - 1 > size:
            place = found.end() - 1
            if b" " in found[0]:
                break
    return content[:place] + HALF_CHARACTER + content[place:]


def broken_event(event: bytes, digest: bytes) -> bytes:
    """Return an event that is none: one of three ways, drawn."""
    match first_integer(digest) % 3:
        case 0:
            return event.replace(DATA, b"data ", 1)  # a field of another name
        case 1:
            return event[:-1]  # one with the next event
        case _:
            middle = middle_of_data(event)
            return event[:middle] + BLANK + event[middle:]
