"""What faults know of a stream that is one array: see engine.event_format."""

from __future__ import annotations

from sanic_mock.engine.event_format import ChangeData

_BETWEEN = b",\r\n"
# No line of an object but its last one begins so, for strings have no lines.
_CLOSING = b"\n}\n"
_END = b"]"


class ArrayFormat:
    """Objects of an array, each indented by two; in none of their strings is a line's end."""

    def split(self, content: bytes) -> list[bytes]:
        """See EventFormat."""
        first, *further = content.split(_BETWEEN)
        events = [first] * bool(first) + [_BETWEEN + one for one in further]
        if events and events[-1].endswith(b"\n" + _END):
            events[-1:] = [events[-1].removesuffix(_END), _END]
        return events

    def count(self, content: bytes) -> int:
        """See EventFormat."""
        return content.count(_CLOSING)

    def event(self, data: bytes) -> bytes:
        """See EventFormat."""
        return _BETWEEN + data + b"\n"

    def with_data(self, event: bytes, change: ChangeData) -> bytes:
        """See EventFormat."""
        start, end = event.find(b"{"), event.rfind(b"}") + 1
        return event[:start] + change(event[start:end]) + event[end:]

    def broken(self, event: bytes, digest: bytes) -> bytes:
        """See EventFormat; an object that ends too early."""
        return event[: len(event) // 2] + event[-1:]

    def comment(self, text: bytes) -> bytes:
        """See EventFormat; JSON has none."""
        return b""
