"""Links: what one connection's network remembers from answer to answer, and makes of each.

A round trip comes before every answer, those of the handshake before a connection's first, and
before it the time that the request's bytes took to come.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.draws import Draws, more
from sanic_mock.engine.flow import Stage
from sanic_mock.engine.network.bandwidth import Bandwidth
from sanic_mock.engine.network.coalescing import Coalescing
from sanic_mock.engine.network.delay import Delay
from sanic_mock.engine.network.jitter import JitterStage
from sanic_mock.engine.network.loss import LossStage
from sanic_mock.engine.network.rates import Bucket, Direction, Reserve
from sanic_mock.engine.network.slicing import SlicingStage
from sanic_mock.settings import Network


class LinkModel:
    """A profile's network, compiled.

    Times are divided by the profile's `time_scale`, and rates multiplied with it, so that the same
    bytes take a tenth of the time where that is 10.

    Args:
        network: the profile's.
        scale: by which times are multiplied.
        is_tls: whether a handshake has TLS's round trip, too.
        server_down: lets bytes of all connections pass; see rates.Reserve.
        server_up: likewise.

    Attributes:
        bandwidth_x: how much of all rates there is; it may be set at any time.
        down: rates to the client.
        up: rates from it.
    """

    def __init__(
        self,
        network: Network,
        scale: float,
        is_tls: bool,
        server_down: Reserve,
        server_up: Reserve,
    ) -> None:
        self._network = network
        self._scale = scale
        self.bandwidth_x = 1.0
        self.down = Direction(
            _scaled(network.down_bps, scale),
            _scaled(network.server_down_bps, scale),
            server_down,
            network.burst_bytes,
        )
        self.up = Direction(
            _scaled(network.up_bps, scale), _scaled(network.server_up_bps, scale), server_up
        )
        self._rtt_ns = self._ns(network.rtt_s)
        self._handshake_ns = self._rtt_ns * round_trips(network, is_tls)

    def connect(self) -> Link:
        """Return the link of a new connection."""
        return Link(self)

    def factor(self) -> float:
        """Return how much of all rates there is."""
        return self.bandwidth_x

    def stages(self, link: Link, digest: bytes, came_ns: int) -> Iterator[Stage]:
        """Yield what an answer goes through, first the one that gets its parts first.

        Args:
            link: its connection's.
            digest: its chance.
            came_ns: how long its request took to come.
        """
        network, scale = self._network, self._scale
        if network.coalesce_s:
            yield Coalescing(self._ns(network.coalesce_s))
        if self.down.is_limited:
            yield Bandwidth(self.down, link.down, self.factor)
        if delay_ns := came_ns + self._rtt_ns + (0 if link.answers else self._handshake_ns):
            yield Delay(delay_ns)
        if network.jitter is not None:
            yield JitterStage(network.jitter, scale, Draws(more(digest, b"network jitter")))
        if (loss := network.loss) is not None:
            again_ns = max(self._ns(loss.rto_s), self._rtt_ns)
            yield LossStage(loss.p, again_ns, Draws(more(digest, b"network loss")))
        if network.slice is not None:
            yield SlicingStage(network.slice, scale, Draws(more(digest, b"network slice")))

    def _ns(self, duration_s: float) -> int:
        return int(duration_s * self._scale * 1e9)


class Link:
    """One connection's network.

    Args:
        model: whose it is.

    Attributes:
        down: what passed to the client.
        up: what came from it.
        answers: how many answers it carried.
    """

    __slots__ = ("_model", "answers", "down", "up")

    def __init__(self, model: LinkModel) -> None:
        self._model = model
        self.down, self.up = Bucket(), Bucket()
        self.answers = 0

    def stages(self, digest: bytes, request_bytes: int, arrived_ns: int) -> tuple[Stage, ...]:
        """Return what the next answer goes through.

        Args:
            digest: its chance.
            request_bytes: how long its request is, head and body.
            arrived_ns: when that arrived.
        """
        model, came_ns = self._model, 0
        if model.up.is_limited:
            end_ns = model.up.passed(self.up, arrived_ns, request_bytes, model.factor())
            came_ns = end_ns - arrived_ns
        stages = tuple(model.stages(self, digest, came_ns))
        self.answers += 1
        return stages


def round_trips(network: Network, is_tls: bool) -> int:
    """Return the round trips of a handshake: one of TCP (RFC 9293), one of TLS 1.3 (RFC 8446)."""
    if network.handshake is True:
        return 2 if is_tls else 1
    return int(network.handshake)


def _scaled(rate_bps: float | None, scale: float) -> float | None:
    return None if rate_bps is None else rate_bps / scale
