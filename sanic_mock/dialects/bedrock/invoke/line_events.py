"""A stream of server-sent events as one of messages: what each tells is in a message of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.bedrock.invoke.chunks import chunk
from sanic_mock.dialects.bedrock.padding import padding
from sanic_mock.dialects.rendering import ConvertedEvents

# Returns the JSON that each of some server-sent events tells.
Contents = Callable[[bytes], Iterable[bytes]]


class LineEvents(ConvertedEvents):
    """Messages, each of what some server-sent events tell.

    Args:
        renderer: makes the server-sent events.
        contents: returns what they tell.
        digest: the request's chance.
    """

    __slots__ = ("_contents", "_digest", "_paddings")

    def __init__(self, renderer: Renderer, contents: Contents, digest: bytes) -> None:
        super().__init__(renderer, b"")
        self._contents = contents
        self._digest = digest
        self._paddings = count()

    def closing(self) -> bytes:
        """See Renderer."""
        return self.converted(self.renderer.closing() + self.renderer.end)

    def converted(self, events: bytes) -> bytes:
        """Return a message for each."""
        return b"".join(chunk(content, self._padding()) for content in self._contents(events))

    def _padding(self) -> bytes:
        number = next(self._paddings)
        return padding(self._digest[number % len(self._digest)] + number)
