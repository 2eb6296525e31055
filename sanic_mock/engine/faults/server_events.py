"""Server-sent events as a fault sees them: bytes that a blank line ends."""

from __future__ import annotations

from collections.abc import Callable

BLANK = b"\n\n"
DATA = b"data: "


def first_changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return events of which the first is another one."""
    end = content.find(BLANK) + len(BLANK)
    if end < len(BLANK):
        return change(content)
    return change(content[:end]) + content[end:]


def split_events(content: bytes) -> list[bytes]:
    """Return each event with its blank line, and what follows the last blank line."""
    *events, rest = content.split(BLANK)
    return [event + BLANK for event in events] + [rest] * bool(rest)


def middle_of_data(event: bytes) -> int:
    """Return a place in the midst of an event's data."""
    start = event.find(DATA) + len(DATA)
    return (start + len(event) - len(BLANK)) // 2
