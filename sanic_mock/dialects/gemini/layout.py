"""Gemini's three layouts of JSON, byte for byte [gemini-2026].

A whole answer, an error and each item of an array are indented by two and end in a newline. An
event has no space behind a comma and one behind a colon. `<` and `>` are escaped in all of them.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sanic_mock.dialects.gemini.array_format import ArrayFormat
from sanic_mock.engine.event_format import SERVER_SENT, EventFormat, ServerSentFormat

_SEPARATORS = (",", ": ")


class JsonLayout(NamedTuple):
    """How the objects of an answer are printed.

    Attributes:
        indent: spaces a level; None for one line.
        first: what comes before the first object.
        after: what comes after each of them.
        between: what comes before each further one.
        end: what follows the last one.
        format: what faults know of that.
    """

    indent: int | None
    first: bytes = b""
    after: bytes = b"\n"
    between: bytes = b""
    end: bytes = b""
    format: EventFormat = SERVER_SENT

    def printed(self, value: Any) -> bytes:
        """Return one object, or a part of one, without what is around it."""
        separators = _SEPARATORS if self.indent is None else None
        text = json.dumps(value, indent=self.indent, separators=separators, ensure_ascii=False)
        return escaped(text.encode("utf-8", "replace"))


WHOLE = JsonLayout(2)
EVENTS = JsonLayout(None, b"data: ", b"\r\n\r\n", b"data: ", format=ServerSentFormat(b"\r\n"))
ARRAY = JsonLayout(2, b"[", b"\n", b",\r\n", b"]", ArrayFormat())


def escaped(text: bytes) -> bytes:
    """Return JSON whose strings have no angle brackets."""
    if b"<" not in text and b">" not in text:
        return text
    return text.replace(b"<", b"\\u003c").replace(b">", b"\\u003e")
