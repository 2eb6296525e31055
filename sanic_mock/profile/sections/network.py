"""What lies between the server and its clients: delays, rates, and what becomes of bytes there."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from sanic_mock.distributions import Distribution
from sanic_mock.profile.amounts import DurationKind, NumberKind, RateKind, SizeKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import COUNT
from sanic_mock.profile.keys import fill, key, section
from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.network_kinds import HandshakeKind, JitterKind, NetworkJitter
from sanic_mock.profile.presets import NO_NETWORK, PRESET, PRESETS

_RATE = RateKind()


@dataclass(frozen=True, slots=True)
class Loss:
    """Lost segments: each with probability `p`, and sent again after `rto_s`."""

    # a link that loses more than half of all segments is no link
    p: float = key(
        "network.loss.p", NumberKind(0, 0.5), "share of segments that are lost", unset=MISSING
    )
    # net/ipv4/tcp.h of Linux: TCP_RTO_MIN is HZ / 5
    rto_s: float = key(
        "network.loss.rto",
        DurationKind(1e-3),
        "when one is sent again, at least a round trip; twice as long each further time",
        0.2,
        switch="network.loss.p",
    )


def build_loss(chosen: ChosenValues) -> Loss | None:
    """Return what is lost, None where nothing is."""
    return fill(Loss, chosen) if chosen("network.loss.p") else None


@dataclass(frozen=True, slots=True)
class Slice:
    """Writes cut in pieces of `size` bytes, `delay_s` after each other."""

    size: Distribution = key(
        "network.slice.bytes", COUNT, "writes are cut in pieces of so many bytes", unset=MISSING
    )
    # what is due in the same tick of the pacer leaves as one
    delay_s: float = key(
        "network.slice.delay",
        DurationKind(1e-3),
        "between two pieces",
        1e-3,
        switch="network.slice.bytes",
    )
    p: float = key(
        "network.slice.p",
        NumberKind(0, 1),
        "share of writes that are cut",
        1.0,
        switch="network.slice.bytes",
    )


def build_slice(chosen: ChosenValues) -> Slice | None:
    """Return how writes are cut, None where none is."""
    given = chosen("network.slice.bytes") is not None and chosen("network.slice.p")
    return fill(Slice, chosen) if given else None


@dataclass(frozen=True, slots=True)
class Network:
    """One network, whichever preset it began with. Rates are bits a second, None is no limit.

    `handshake` is a number of round trips, or True for as many as the scheme needs.
    """

    preset: str | None = key(
        PRESET, ChoiceKind((NO_NETWORK, *PRESETS)), "a network by its name; `none` is none at all"
    )
    rtt_s: float = key("network.rtt", DurationKind(), "a round trip, before each answer", 0.0)
    handshake: bool | int = key(
        "network.handshake",
        HandshakeKind(),
        "whether a connection's first answer waits for its handshake: a round trip, two under "
        "`tls`, or so many",
        True,
        switch="network.rtt",
    )
    jitter: NetworkJitter | None = key(
        "network.jitter", JitterKind(), "added to each write; their order stays"
    )
    down_bps: float | None = key("network.down", _RATE, "rate to the client, of each connection")
    up_bps: float | None = key("network.up", _RATE, "rate from the client, of each connection")
    burst_bytes: int = key(
        "network.burst",
        SizeKind(0, 2**30),
        "what may leave at once after a pause",
        0,
        switch="network.down",
    )
    server_down_bps: float | None = key(
        "network.server_down", _RATE, "rate to all clients together"
    )
    server_up_bps: float | None = key("network.server_up", _RATE, "rate from all clients together")
    loss: Loss | None = section(Loss, build_loss)
    slice: Slice | None = section(Slice, build_slice)
    coalesce_s: float = key(
        "network.coalesce",
        DurationKind(),
        "what is due so soon after a write that waits leaves together with it",
        0.0,
    )

    @property
    def has_rates(self) -> bool:
        """Whether any rate is limited."""
        return any((self.down_bps, self.up_bps, self.server_down_bps, self.server_up_bps))

    @property
    def is_none(self) -> bool:
        """Whether it does nothing to any answer."""
        parts = (self.has_rates, self.jitter, self.loss, self.slice)
        return not (self.rtt_s or self.coalesce_s or any(parts))


def build_network(chosen: ChosenValues) -> Network | None:
    """Return the network, None where there is none."""
    network = fill(Network, chosen)
    return None if network.is_none else network
