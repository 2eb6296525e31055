"""Takes a request's body out of its chunks: bytes in, bytes out, nothing waits.

Read strictly (RFC 9112, section 7.1), or a proxy that reads the framing otherwise could be made to
take part of a body for a request. Fields of the trailer section are checked, and ignored.
"""

from __future__ import annotations

import re
from enum import Enum

from sanic.exceptions import BadRequest

from sanic_mock.server.request_framing import is_field

MAX_SIZE_LINE = 256
MAX_TRAILERS = 16_384

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[\t ]*(?:;[\t -~\x80-\xff]*)?")


class _Line(Enum):
    SIZE = 0
    AFTER_CONTENT = 1
    TRAILER = 2


class ChunkedBody:
    """The state of one body.

    Attributes:
        announced: bytes of content in all chunks that have begun.
        is_ended: whether the last chunk and its trailers were read.
    """

    __slots__ = ("_expected", "_left", "_trailers_left", "announced", "is_ended")

    def __init__(self) -> None:
        self.announced = 0
        self.is_ended = False
        self._left = 0
        self._trailers_left = MAX_TRAILERS
        self._expected = _Line.SIZE

    def take(self, buffer: bytearray) -> bytes:
        """Move content out of a buffer; nothing where more must arrive, or at the end.

        Raises:
            BadRequest: this is no chunked body; the buffer stays as it is.
        """
        while not self._left and not self.is_ended and self._take_line(buffer):
            pass
        content = bytes(buffer[: self._left])
        del buffer[: len(content)]
        self._left -= len(content)
        return content

    def _take_line(self, buffer: bytearray) -> bool:
        limit = self._limit()
        end = buffer.find(b"\r\n", 0, limit + 2)
        if end >= 0:
            self._read_line(bytes(buffer[:end]))
            del buffer[: end + 2]
        elif len(buffer) >= limit + 2:
            raise BadRequest("Bad chunked encoding")
        return end >= 0

    def _limit(self) -> int:
        if self._expected is _Line.SIZE:
            return MAX_SIZE_LINE
        return self._trailers_left if self._expected is _Line.TRAILER else 0

    def _read_line(self, line: bytes) -> None:
        if self._expected is _Line.SIZE:
            self._read_size(line)
        elif self._expected is _Line.AFTER_CONTENT:  # empty: no longer one is looked for
            self._expected = _Line.SIZE
        else:
            self._read_trailer(line)

    def _read_size(self, line: bytes) -> None:
        known = _SIZE_LINE.fullmatch(line)
        if known is None:
            raise BadRequest("Bad chunked encoding")
        self._left = int(known[1], 16)
        self.announced += self._left
        self._expected = _Line.AFTER_CONTENT if self._left else _Line.TRAILER

    def _read_trailer(self, line: bytes) -> None:
        if line and not is_field(line):
            raise BadRequest("Bad chunked encoding")
        self._trailers_left -= min(len(line) + 2, self._trailers_left)
        self.is_ended = not line
