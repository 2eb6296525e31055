"""Events that tell a part of a block: of a text, of a thought, of a call's arguments.

Deltas name nothing of their stream, so they are shared by all. Tokens that leave together are one
of them; those of a stream that takes no time are put together as recorded ones are [messages-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from sanic_mock.dialects.anthropic.messages.layout import padded

KNOWN_DELTAS = 4096
# How many tokens deltas hold: the first few letters, then 8 to 30 of them.
_GROUPS = (1, 3, 4, 2, 6, 3, 5, 4, 8, 2, 3, 7, 4, 5, 3, 12, 4, 6, 3)
DELTAS = {"text": (b"text_delta", b"text"), "thinking": (b"thinking_delta", b"thinking")}


class DeltaEvents(dict[bytes, bytes]):
    """A text to the event that tells it, for all streams of one padding.

    Args:
        index: of the block.
        kind: of the block.
        shift: what lengths of paddings are counted from.
    """

    def __init__(self, index: int, kind: str, shift: int) -> None:
        super().__init__()
        delta, member = DELTAS[kind]
        self._start = (
            b'{"type":"content_block_delta","index":%d,"delta":{"type":"%b","%b":"'
            % (index, delta, member)
        )  # fmt: skip
        self._shift = shift

    def __missing__(self, text: bytes) -> bytes:
        if len(self) >= KNOWN_DELTAS:
            self.clear()
        self[text] = event = self.event(text)
        return event

    def event(self, text: bytes) -> bytes:
        """Return the event of a text; not kept."""
        return padded(b"content_block_delta", self._start + text + b'"}', self._shift)


@lru_cache(64)
def deltas(index: int, kind: str, shift: int) -> DeltaEvents:
    """Return the events of texts, shared by all streams."""
    return DeltaEvents(index, kind, shift)


def grouped(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Yield tokens as recorded deltas hold them."""
    start = number = 0
    while start < len(pieces):
        size = _GROUPS[number % len(_GROUPS)]
        yield b"".join(pieces[start : start + size])
        start, number = start + size, number + 1


def fragment(text: bytes, index: int, shift: int) -> bytes:
    """Return the event of a part of a call's arguments, as inside a JSON string."""
    return padded(
        b"content_block_delta",
        b'{"type":"content_block_delta","index":%d,"delta":{"type":"input_json_delta",'
        b'"partial_json":"%b"}' % (index, text),
        shift + len(text),
    )
