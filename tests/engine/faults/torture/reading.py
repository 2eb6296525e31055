"""Reads server-sent events by the book: the HTML standard, section 9.2.6."""

from __future__ import annotations

import re

_LINE_END = re.compile("\r\n|\n|\r")


def events_in(content: bytes) -> list[str]:
    """Return the data of each event."""
    found: list[str] = []
    lines: list[str] = []
    for line in _LINE_END.split(content.decode()):
        name, _, value = line.partition(":")
        if name == "data":
            lines.append(value.removeprefix(" "))
        if not line:
            found += ["\n".join(lines)] if lines else []
            lines = []
    return found
