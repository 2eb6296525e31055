"""A stream of server-sent events as one of messages: what each tells is in a message of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.bedrock.invoke.chunks import chunk
from sanic_mock.dialects.bedrock.padding import padding

# Returns the JSON that each of some server-sent events tells.
Contents = Callable[[bytes], Iterable[bytes]]


class LineEvents:
    """See answer.Renderer.

    Args:
        renderer: makes the server-sent events.
        contents: returns what they tell.
        digest: the request's chance.
    """

    __slots__ = ("_contents", "_digest", "_paddings", "_renderer", "end")

    def __init__(self, renderer: Renderer, contents: Contents, digest: bytes) -> None:
        self._renderer = renderer
        self._contents = contents
        self._digest = digest
        self._paddings = count()
        self.end = b""

    def opening(self) -> bytes:
        """See Renderer."""
        return self._messages(self._renderer.opening())

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self._messages, self._renderer.each(pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._messages(self._renderer.together(pieces))

    def closing(self) -> bytes:
        """See Renderer."""
        return self._messages(self._renderer.closing() + self._renderer.end)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._messages(self._renderer.everything(pieces))

    def _messages(self, lines: bytes) -> bytes:
        return b"".join(chunk(content, self._padding()) for content in self._contents(lines))

    def _padding(self) -> bytes:
        number = next(self._paddings)
        return padding(self._digest[number % len(self._digest)] + number)
