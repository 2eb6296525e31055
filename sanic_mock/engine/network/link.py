"""Links: what one connection's network remembers from answer to answer, and makes of each.

A round trip comes before every answer, those of the handshake before a connection's first, and
before it the time that the request's bytes took to come. Most answers come through in one piece,
and nothing is made for those: see Passage.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sanic_mock.engine.draws import Draws, more, unit_for
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

_JITTER = b"network jitter"


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


class Passage(msgspec.Struct, gc=False):
    """The way of one answer through a network.

    Attributes:
        model: the network.
        link: the connection's.
        digest: the answer's chance.
        delay_ns: of all that is sent.
    """

    model: LinkModel
    link: Link
    digest: bytes
    delay_ns: int

    def pass_whole(self, size: int, due_ns: int) -> int | None:
        """Return when all of an answer has come through in one piece, as its stages have it.

        Args:
            size: its bytes, 1 or more.
            due_ns: when it leaves the server.

        Returns:
            None, and nothing has passed, where only the stages know.
        """
        return self.model.pass_whole(self, size, due_ns)

    def stages(self) -> Iterator[Stage]:
        """Yield the stages, in the order of its parts' way; each is made for it alone."""
        return self.model.stages_of(self)


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
        self._is_cutting = bool(network.coalesce_s or network.loss or network.slice)
        self._quantile = None if network.jitter is None else network.jitter.dist.quantile
        self._scale_ns = 1e9 * scale
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
        """Return what the next answer of a link goes through, in the order of its parts' way.

        Args:
            link: its connection's.
            digest: its chance.
            request_bytes: how long its request is, head and body.
            arrived_ns: when that arrived.
        """
        return self.passage(link, digest, request_bytes, arrived_ns).stages()

    def passage(self, link: Link, digest: bytes, request_bytes: int, arrived_ns: int) -> Passage:
        """Return the way of the next answer of a link, which is counted; see `stages`."""
        return Passage(self, link, digest, self._delay_ns(link, request_bytes, arrived_ns))

    def pass_whole(self, passage: Passage, size: int, due_ns: int) -> int | None:
        """See Passage."""
        if self._is_cutting:
            return None
        if self._down.is_limited:
            down = self._down.passed_whole(passage.link.down, due_ns, size, self.bandwidth_x)
            if down is None:
                return None
            due_ns = down
        if self._quantile is not None:
            drawn_s = self._quantile(unit_for(passage.digest, _JITTER))
            return due_ns + passage.delay_ns + int(drawn_s * self._scale_ns)
        return due_ns + passage.delay_ns

    def stages_of(self, passage: Passage) -> Iterator[Stage]:
        """See Passage."""
        network, scale, link, digest = self._network, self._scale, passage.link, passage.digest
        if network.coalesce_s:
            yield Coalescing(self._ns(network.coalesce_s))
        if self._down.is_limited:
            yield Bandwidth(self._down, link.down, self._factor)
        if passage.delay_ns:
            yield Delay(passage.delay_ns)
        if network.jitter is not None:
            yield JitterStage(network.jitter, scale, Draws(more(digest, _JITTER)))
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
