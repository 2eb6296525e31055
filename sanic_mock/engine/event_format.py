"""How the events of a stream are told apart: what faults know of a stream's bytes.

Most streams are server-sent events. A vendor whose streams are others says how theirs are made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sanic_mock.engine.draws import first_integer

# Changes what an event says.
ChangeData = Callable[[bytes], bytes]


class EventFormat(Protocol):
    """The format of one kind of stream."""

    def split(self, content: bytes) -> list[bytes]:
        """Return each event as it is in the stream, and what follows the last one, if anything."""
        ...

    def count(self, content: bytes) -> int:
        """Return how many events there are; what says nothing is none."""
        ...

    def event(self, data: bytes) -> bytes:
        """Return an event that says something."""
        ...

    def with_data(self, event: bytes, change: ChangeData) -> bytes:
        """Return an event that says something else, and is well made all the same."""
        ...

    def broken(self, event: bytes, digest: bytes) -> bytes:
        """Return an event that is none; the digest is the chance that decides how."""
        ...

    def comment(self, text: bytes) -> bytes:
        """Return what says nothing to clients; nothing where the format has no such thing."""
        ...


class ServerSentFormat:
    """Server-sent events, each of which has its data in one line.

    Args:
        newline: what ends their lines.
    """

    def __init__(self, newline: bytes = b"\n") -> None:
        self._blank = newline * 2
        self._newline = newline

    def split(self, content: bytes) -> list[bytes]:
        """See EventFormat."""
        blank = self._blank
        *events, rest = content.split(blank)
        return [event + blank for event in events] + [rest] * bool(rest)

    def count(self, content: bytes) -> int:
        """See EventFormat; a comment is none."""
        return 0 if content.startswith(b":") else content.count(self._blank)

    def event(self, data: bytes) -> bytes:
        """See EventFormat."""
        return _DATA + data + self._blank

    def with_data(self, event: bytes, change: ChangeData) -> bytes:
        """See EventFormat."""
        start, end = self._place_of_data(event)
        return event[:start] + change(event[start:end]) + event[end:]

    def broken(self, event: bytes, digest: bytes) -> bytes:
        """See EventFormat; there are three ways."""
        match first_integer(digest) % 3:
            case 0:
                return event.replace(_DATA, b"data ", 1)  # a field of another name
            case 1:
                return event[: -len(self._newline)]  # one with the next event
            case _:
                middle = sum(self._place_of_data(event)) // 2
                return event[:middle] + self._blank + event[middle:]

    def comment(self, text: bytes) -> bytes:
        """See EventFormat; HTML, section 9.2.6: clients pass over a line that begins so."""
        return b": %b%b" % (text, self._blank)

    def _place_of_data(self, event: bytes) -> tuple[int, int]:
        """Return where an event's data begins, and where it ends."""
        return event.find(_DATA) + len(_DATA), len(event) - len(self._blank)


_DATA = b"data: "
SERVER_SENT = ServerSentFormat()


def first_changed(form: EventFormat, content: bytes, change: ChangeData) -> bytes:
    """Return events of which the first is another one."""
    first = next(iter(form.split(content)), content)
    return change(first) + content[len(first) :]
