"""Answers as rows of parts, and networks to send them through, without a clock."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.engine.flow import FlowPart, Stage, through
from sanic_mock.engine.network.link import Link, LinkModel
from sanic_mock.engine.network.rates import Bucket, Reserve
from sanic_mock.settings import Network

MS = 1_000_000
SECOND = 1_000_000_000
MBPS = 1e6


def digest(number: int = 0) -> bytes:
    """Return a request's chance."""
    return number.to_bytes(8, "little") * 8


def answer(*contents: bytes, start_ns: int = SECOND, gap_ns: int = 10 * MS) -> list[FlowPart]:
    """Return an answer whose head is sent at `start_ns`, and then so many parts, and its end."""
    parts = [FlowPart(start_ns, b"HTTP/1.1 200 OK\r\n\r\n", kind="head")]
    for place, content in enumerate(contents, 1):
        parts.append(FlowPart(start_ns + place * gap_ns, content, place))
    return [*parts, FlowPart(parts[-1].due_ns, tokens=len(contents), kind="end")]


def link_model(
    network: Network,
    scale: float = 1.0,
    is_tls: bool = False,
    server_down: Reserve | None = None,
    server_up: Reserve | None = None,
) -> LinkModel:
    """Return a compiled network whose server is this process alone."""
    return LinkModel(
        network,
        scale,
        is_tls,
        server_down or Bucket().reserve,
        server_up or Bucket().reserve,
    )


def sent(stages: Iterable[Stage], parts: Iterable[FlowPart]) -> list[FlowPart]:
    """Return all that comes of an answer; stages are woken only by its parts."""
    return list(through(stages, parts))


def carried(network: Network, parts: list[FlowPart], number: int = 0) -> list[FlowPart]:
    """Return an answer as the first one that a network's connection carries."""
    stages = link_model(network).stages(Link(), digest(number), 0, parts[0].due_ns)
    return sent(stages, parts)


def content(parts: Iterable[FlowPart]) -> bytes:
    """Return all bytes of an answer."""
    return b"".join(part.content for part in parts)
