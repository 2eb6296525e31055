"""What faults know of a binary event stream; see engine.event_format."""

from __future__ import annotations

from sanic_mock.dialects.bedrock.event_stream import event_kind, headers_of, size_of, with_payload
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.event_format import ChangeData

_END = 4  # bytes of the last checksum
_FURTHER = event_kind(b"contentBlockDelta").message


class BinaryFormat:
    """Messages that tell their own length; none of them says nothing."""

    def split(self, content: bytes) -> list[bytes]:
        """See EventFormat."""
        events, at = list[bytes](), 0
        while 0 < (size := size_of(content, at)) <= len(content) - at:
            events.append(content[at : at + size])
            at += size
        return events + [content[at:]] * (at < len(content))

    def count(self, content: bytes) -> int:
        """See EventFormat."""
        return sum(size_of(event) == len(event) for event in self.split(content))

    def event(self, data: bytes) -> bytes:
        """See EventFormat."""
        return _FURTHER(data)

    def with_data(self, event: bytes, change: ChangeData) -> bytes:
        """See EventFormat; lengths and checksums are those of the other data."""
        start = headers_of(event).stop
        return with_payload(event, change(event[start:-_END]))

    def broken(self, event: bytes, digest: bytes) -> bytes:
        """See EventFormat; there are three ways, of which checksums tell."""
        match first_integer(digest) % 3:
            case 0:  # one bit is another
                return event[:-1] + bytes([event[-1] ^ 1])
            case 1:  # one with the next event
                return event[:-1]
            case _:  # it is told to be longer than any may be
                return b"\xff" + event[1:]

    def comment(self, text: bytes) -> bytes:
        """See EventFormat; there is no such thing."""
        return b""


BINARY = BinaryFormat()
