"""Events in other lines, and other bytes, that say the same: see the HTML standard, section 9.2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from sanic_mock.engine.event_format import SERVER_SENT
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.torturing import LineWay

# More than a reader's buffer of 64 KiB holds.
_LARGE = b" " * 66_000
_BLANK, _DATA = b"\n\n", b"data: "
_JSON = _DATA + b"{"


def _crlf(event: bytes, number: int) -> bytes:
    return event.replace(b"\n", b"\r\n")


def _comments(event: bytes, number: int) -> bytes:
    return b": event %d\n%b:\n\n" % (number, event[:-1])


def _fields(event: bytes, number: int) -> bytes:
    kind = b"" if event.startswith(b"event: ") else b"event: message\n"
    return b"id: %d\nretry: 3000\nunknown: field\n%b%b" % (number, kind, event)


def _no_space(event: bytes, number: int) -> bytes:
    return event.replace(_DATA, b"data:", 1)


def _data_lines(event: bytes, number: int) -> bytes:
    return event.replace(_JSON, _JSON + b"\n" + _DATA, 1)  # a line break is white space in JSON


def _large_frame(event: bytes, number: int) -> bytes:
    return event.replace(_JSON, _JSON + _LARGE, 1)


_CHANGES: Mapping[LineWay, Callable[[bytes, int], bytes]] = {
    "crlf": _crlf,
    "comments": _comments,
    "fields": _fields,
    "no_space": _no_space,
    "data_lines": _data_lines,
    "large_frame": _large_frame,
}


class LinesStage(PassiveStage):
    """Changes one event after the other, each in the next of some ways; one is large, once.

    Args:
        ways: in their order, at least one.
    """

    def __init__(self, ways: Sequence[LineWay]) -> None:
        self._ways = list(ways)
        self._numbers = count()

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind in ("head", "end"):
            yield part
        else:
            events = SERVER_SENT.split(part.content)
            yield part._replace(content=b"".join(map(self._changed, events)))

    def _changed(self, event: bytes) -> bytes:
        if not self._ways or not event.endswith(_BLANK):
            return event
        number = next(self._numbers)
        way = self._ways[number % len(self._ways)]
        changed = _CHANGES[way](event, number)
        if way == "large_frame" and changed != event:
            self._ways.remove(way)
        return changed
