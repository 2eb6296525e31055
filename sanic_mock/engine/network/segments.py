"""Parts cut at bytes: what networks do to writes."""

from __future__ import annotations

from sanic_mock.engine.flow import FlowPart

MSS = 1460  # bytes of a full TCP segment, of Ethernet's 1500


def segments(size: int) -> int:
    """Return how many segments so many bytes take."""
    return -(-size // MSS)


def cut(part: FlowPart, start: int, stop: int, due_ns: int) -> FlowPart:
    """Return some bytes of a part; those behind its first are content, whatever it is."""
    if start == 0:
        if stop >= len(part.content):
            return part.at(due_ns)
        return part._replace(due_ns=due_ns, content=part.content[:stop])
    return part._replace(due_ns=due_ns, content=part.content[start:stop], kind="content")
