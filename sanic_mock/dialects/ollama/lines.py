"""Lines of JSON, as `application/x-ndjson` has them: see engine.event_format.EventFormat."""

from __future__ import annotations

from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.event_format import ChangeData

_END = b"\n"


class LineFormat:
    """A value in each line; what says nothing is not told."""

    def split(self, content: bytes) -> list[bytes]:
        """See EventFormat."""
        return content.splitlines(keepends=True)

    def count(self, content: bytes) -> int:
        """See EventFormat."""
        return content.count(_END)

    def event(self, data: bytes) -> bytes:
        """See EventFormat."""
        return data + _END

    def with_data(self, event: bytes, change: ChangeData) -> bytes:
        """See EventFormat."""
        return change(event.removesuffix(_END)) + _END

    def broken(self, event: bytes, digest: bytes) -> bytes:
        """See EventFormat: cut, or in one line with the next."""
        if first_integer(digest) % 2:
            return event.removesuffix(_END)
        return event[: len(event) // 2] + _END

    def comment(self, text: bytes) -> bytes:
        """See EventFormat; JSON has no comments."""
        return b""


LINES = LineFormat()
