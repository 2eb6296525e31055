"""Sizes of chunks as few write them, and all must read them: RFC 9112, section 7.1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle

from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.sections.faults.torturing import ChunkWay

# one extension, though there may be more: Node.js' parser (llhttp 9) reads no second one
_CHANGES: Mapping[ChunkWay, Callable[[bytes], bytes]] = {
    "chunk_capitals": lambda size: size.upper(),
    "chunk_extensions": lambda size: size + b";name=value",
    "chunk_zeros": lambda size: b"000" + size,
}


def sizes(ways: Sequence[ChunkWay]) -> Callable[[FlowPart, bytes], bytes]:
    """Return what changes the size of one chunk after the other, each in the next of some ways."""
    changes = cycle([_CHANGES[way] for way in ways])
    return lambda part, size: next(changes)(size)
