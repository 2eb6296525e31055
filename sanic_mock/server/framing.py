"""HTTP/1.1's framing as a stage: from an answer's parts to the bytes on the wire, head and all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.server.response_bytes import LAST_CHUNK, chunk

_KEPT = b"connection: keep-alive\r\n\r\n"
_CLOSED = b"connection: close\r\n\r\n"


class ChunkedFraming(PassiveStage):
    """A stream: each part is a chunk, and the last chunk follows where the answer ends whole.

    Args:
        chunk: frames one part.
        is_kept: whether the head says that the connection is.
    """

    def __init__(self, chunk: Callable[[bytes], bytes] = chunk, *, is_kept: bool = True) -> None:
        self._chunk = chunk
        self._head = b"transfer-encoding: chunked\r\n" + (_KEPT if is_kept else _CLOSED)

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            yield part._replace(content=part.content + self._head)
        elif part.kind != "end":
            if part.content:  # an empty chunk would be the last
                yield part._replace(content=self._chunk(part.content))
        else:
            if part.ending == "keep":
                yield part._replace(content=LAST_CHUNK, kind="content")
            yield part


class LengthFraming(PassiveStage):
    """An answer in one piece: its head waits for all of it, and tells its length.

    Args:
        is_kept: whether the head says that the connection is.
    """

    def __init__(self, *, is_kept: bool = True) -> None:
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
            length = sum(len(part.content) for part in content)
            fields = b"content-length: %d\r\n%b" % (length, self._connection)
            due_ns = max(head.due_ns, content[0].due_ns if content else end.due_ns)
            yield head._replace(content=head.content + fields, due_ns=due_ns)
            yield from (part for part in content if part.content)
        yield end


class UnframedFraming(PassiveStage):
    """A stream to a client of HTTP/1.0, which ends when the connection does."""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            part = part._replace(content=part.content + _CLOSED)
        if part.content or part.kind == "end":
            yield part
