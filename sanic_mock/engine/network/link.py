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
from sanic_mock.engine.planned_phase import Multipliers
from sanic_mock.settings import Network


class Link:
    """What one connection's network remembers, whichever profile runs.

    Attributes:
        down: what passed to the client.
        up: what came from it.
        answers: how many it carried.
    """

    __slots__ = ("answers", "down", "up")

    def __init__(self) -> None:
        self.down, self.up = Bucket(), Bucket()
        self.answers = 0


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
        bandwidth_x: how much of all rates there is, above 0; it may be set at any time.
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
        self._down = Direction(
            _scaled(network.down_bps, scale),
            _scaled(network.server_down_bps, scale),
            server_down,
            network.burst_bytes,
        )
        self._up = Direction(
            _scaled(network.up_bps, scale), _scaled(network.server_up_bps, scale), server_up
        )
        self._rtt_ns = self._ns(network.rtt_s)
        self._handshake_ns = self._rtt_ns * round_trips(network, is_tls)

    def follow(self, multipliers: Multipliers) -> None:
        """Be as a phase says from here on."""
        self.bandwidth_x = multipliers.bandwidth_x

    def stages(
        self, link: Link, digest: bytes, request_bytes: int, arrived_ns: int
    ) -> Iterator[Stage]:
        """Yield what the next answer of a link goes through, in the order of its parts' way.

        Args:
            link: its connection's.
            digest: its chance.
            request_bytes: how long its request is, head and body.
            arrived_ns: when that arrived.
        """
        network, scale = self._network, self._scale
        if network.coalesce_s:
            yield Coalescing(self._ns(network.coalesce_s))
        if self._down.is_limited:
            yield Bandwidth(self._down, link.down, self._factor)
        if delay_ns := self._delay_ns(link, request_bytes, arrived_ns):
            yield Delay(delay_ns)
        if network.jitter is not None:
            yield JitterStage(network.jitter, scale, Draws(more(digest, b"network jitter")))
        if (loss := network.loss) is not None:
            again_ns = max(self._ns(loss.rto_s), self._rtt_ns)
            yield LossStage(loss.p, again_ns, Draws(more(digest, b"network loss")))
        if network.slice is not None:
            yield SlicingStage(network.slice, scale, Draws(more(digest, b"network slice")))

    def _delay_ns(self, link: Link, request_bytes: int, arrived_ns: int) -> int:
        """Return the delay of all that is sent, and count the answer."""
        delay_ns = self._rtt_ns if link.answers else self._rtt_ns + self._handshake_ns
        link.answers += 1
        if self._up.is_limited:
            end_ns = self._up.passed(link.up, arrived_ns, request_bytes, self._factor())
            delay_ns += end_ns - arrived_ns
        return delay_ns

    def _factor(self) -> float:
        return self.bandwidth_x

    def _ns(self, duration_s: float) -> int:
        return int(duration_s * self._scale * 1e9)


def round_trips(network: Network, is_tls: bool) -> int:
    """Return the round trips of a handshake: one of TCP (RFC 9293), one of TLS 1.3 (RFC 8446)."""
    if network.handshake is True:
        return 2 if is_tls else 1
    return int(network.handshake)


def _scaled(rate_bps: float | None, scale: float) -> float | None:
    return None if rate_bps is None else rate_bps / scale
