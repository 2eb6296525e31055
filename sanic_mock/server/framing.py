"""HTTP/1.1's framing as a stage: from an answer's parts to the bytes on the wire, head and all.

A fault may change it: what chunks are told to have, what an answer of one piece is, or both away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from sanic_mock.engine.faults.behaviour import Reframing
from sanic_mock.engine.flow import FlowPart, PassiveStage, Stage

ChunkSize = Callable[[FlowPart, bytes], bytes]
BodyLength = Callable[[int], int]

_KEPT = b"connection: keep-alive\r\n\r\n"
_CLOSED = b"connection: close\r\n\r\n"


class HttpTerms(NamedTuple):
    """What a connection's client understands.

    Attributes:
        is_kept: whether the connection is kept for another request.
        has_chunks: whether a body may come in chunks; not in HTTP/1.0.
    """

    is_kept: bool = True
    has_chunks: bool = True


class ChunkedFraming(PassiveStage):
    """Each part is a chunk, and the last chunk follows where the answer ends whole.

    Args:
        sizes: change the line that tells a chunk's size, one after the other.
        is_kept: whether the head says that the connection is.
    """

    def __init__(self, sizes: Sequence[ChunkSize] = (), *, is_kept: bool = True) -> None:
        self._sizes = sizes
        self._head = b"transfer-encoding: chunked\r\n" + (_KEPT if is_kept else _CLOSED)

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            yield part._replace(content=part.content + self._head)
        elif part.kind != "end":
            if part.content:  # an empty chunk would be the last
                yield part._replace(content=self._chunk(part))
        else:
            if part.ending == "keep":
                yield part._replace(content=self._chunk(part), kind="content")
            yield part

    def _chunk(self, part: FlowPart) -> bytes:
        size = b"%x" % len(part.content)
        for change in self._sizes:
            size = change(part, size)
        return b"%b\r\n%b\r\n" % (size, part.content)


class LengthFraming(PassiveStage):
    """An answer in one piece: its head waits for all of it, and tells its length.

    Args:
        lengths: change the length that is told, one after the other.
        is_kept: whether the head says that the connection is.
    """

    def __init__(self, lengths: Sequence[BodyLength] = (), *, is_kept: bool = True) -> None:
        self._lengths = lengths
        self._connection = _KEPT if is_kept else _CLOSED
        self._head: FlowPart | None = None
        self._content: list[FlowPart] = []

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            self._head = part
        elif part.kind != "end":
            self._content.append(part)
        else:
            yield from self._framed(part)

    def _framed(self, end: FlowPart) -> Iterator[FlowPart]:
        head, content = self._head, self._content
        if head is not None and (content or end.ending == "keep"):
            length = self._length(sum(len(part.content) for part in content))
            fields = b"content-length: %d\r\n%b" % (length, self._connection)
            due_ns = max(head.due_ns, content[0].due_ns if content else end.due_ns)
            yield head._replace(content=head.content + fields, due_ns=due_ns)
            yield from (part for part in content if part.content)
        yield end

    def _length(self, length: int) -> int:
        return reduce(lambda told, change: change(told), self._lengths, length)


class UnframedFraming(PassiveStage):
    """A body that ends when the connection does; a stream to a client of HTTP/1.0 has no other."""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            yield part._replace(content=part.content + _CLOSED)
        elif part.kind == "end":
            yield part._replace(ending="close") if part.ending == "keep" else part
        elif part.content:
            yield part


def framing_of(reframings: Iterable[Reframing], http: HttpTerms, *, is_stream: bool) -> Stage:
    """Return how an answer is framed.

    Args:
        reframings: what faults change of it, in order; a client that has no chunks is told no size.
        http: what the client understands.
        is_stream: whether the answer is a stream.
    """
    changes = list(reframings)
    sizes = [one.size for one in changes if one.size is not None]
    has_chunks = http.has_chunks and (is_stream or bool(sizes))
    if any(one.is_until_close for one in changes) or (is_stream and not has_chunks):
        return UnframedFraming()
    if has_chunks:
        return ChunkedFraming(sizes, is_kept=http.is_kept)
    lengths = [one.length for one in changes if one.length is not None]
    return LengthFraming(lengths, is_kept=http.is_kept)
