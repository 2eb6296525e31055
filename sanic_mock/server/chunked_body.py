"""Takes a request's body out of its chunks: bytes in, bytes out, nothing waits.

Read strictly (RFC 9112, section 7.1), or a proxy that reads the framing otherwise could be made to
take part of a body for a request. Fields of the trailer section are checked, and ignored.
"""

from __future__ import annotations

import re

from sanic.exceptions import BadRequest

from sanic_mock.server.request_framing import is_field

MAX_SIZE_LINE = 256
MAX_TRAILERS = 16_384
# So many small chunks hold the loop for about half a millisecond.
MOST_AT_ONCE = 512

_SIZE = rb"([0-9A-Fa-f]{1,16})[\t ]{0,16}(?:;[\t -~\x80-\xff]{0,200})?\r\n"
_FIRST_SIZE = re.compile(_SIZE)
_NEXT_SIZE = re.compile(rb"\r\n" + _SIZE)  # behind the end of the chunk before


class ChunkedBody:
    """The state of one body.

    Attributes:
        announced: bytes of content in all chunks that have begun.
        is_ended: whether the last chunk and its trailers were read.
    """

    __slots__ = ("_is_last", "_left", "_size", "_trailers_left", "announced", "is_ended")

    def __init__(self) -> None:
        self.announced = 0
        self.is_ended = False
        self._left = 0
        self._size = _FIRST_SIZE
        self._is_last = False
        self._trailers_left = MAX_TRAILERS

    def take(self, buffer: bytearray) -> bytes:
        """Move content out of a buffer; nothing where more must arrive, or at the end.

        Raises:
            BadRequest: this is no chunked body, and never becomes one.
        """
        parts: list[bytes] = []
        while len(parts) < MOST_AT_ONCE and (self._left or self._begin(buffer)) and buffer:
            content = bytes(buffer[: self._left])
            del buffer[: len(content)]
            self._left -= len(content)
            parts.append(content)
        return b"".join(parts)

    def framed(self, content: bytes) -> bytes:
        """Return what the body began with, in fewer chunks.

        Args:
            content: all that was taken.
        """
        size = len(content) + self._left
        framed = b"%x\r\n%b" % (size, content) if size else b""
        if self._is_last:
            framed += b"\r\n0\r\n" if size else b"0\r\n"
        return framed + b"\r\n" if self.is_ended else framed

    def _begin(self, buffer: bytearray) -> bool:
        """Begin a chunk; False where more must arrive, or none follows."""
        if self._is_last:
            return self._take_trailers(buffer)
        line = self._size.match(buffer)
        if line is None:
            return self._wait_for_size(buffer)
        self._left = int(line[1], 16)
        self.announced += self._left
        self._size = _NEXT_SIZE
        self._is_last = not self._left
        del buffer[: line.end()]
        return True if self._left else self._take_trailers(buffer)

    def _wait_for_size(self, buffer: bytearray) -> bool:
        start = 0 if self._size is _FIRST_SIZE else 2
        is_bad = not b"\r\n".startswith(bytes(buffer[:start]))
        if is_bad or b"\r\n" in buffer[start:] or len(buffer) >= MAX_SIZE_LINE:
            raise BadRequest("Bad chunked encoding")
        return False

    def _take_trailers(self, buffer: bytearray) -> bool:
        while not self.is_ended and (end := buffer.find(b"\r\n")) >= 0:
            self._read_trailer(bytes(buffer[:end]))
            del buffer[: end + 2]
        if not self.is_ended and len(buffer) > self._trailers_left:
            raise BadRequest("Bad chunked encoding")
        return False

    def _read_trailer(self, line: bytes) -> None:
        self.is_ended = not line
        self._trailers_left -= len(line) + 2
        if self._trailers_left < 0 or (line and not is_field(line)):
            raise BadRequest("Bad chunked encoding")
