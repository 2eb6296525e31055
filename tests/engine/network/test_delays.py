"""Jitter and loss: how much, how alike, and never out of order."""

from __future__ import annotations

from itertools import pairwise
from statistics import correlation, fmean

import pytest

from sanic_mock.distributions import Constant, Exponential, Uniform
from sanic_mock.engine.flow import FlowPart
from sanic_mock.settings import Loss, Network, NetworkJitter
from tests.flowing import MS, SECOND, answer, carried

FAR = 20 * SECOND  # parts so far apart that no delay reaches the next


def delays(network: Network, count: int = 4000) -> list[int]:
    """Return how late parts are that do not meet."""
    parts = [FlowPart(n * FAR, b"x", n) for n in range(1, count)]
    return [
        after.due_ns - before.due_ns
        for before, after in zip(parts, carried(network, parts), strict=True)
    ]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_jitter_has_its_mean_and_its_correlation(share: float) -> None:
    found = delays(Network(jitter=NetworkJitter(Uniform(0, 0.02), share)))
    assert fmean(found) == pytest.approx(10 * MS, rel=0.1)
    assert correlation(found[:-1], found[1:]) == pytest.approx(share, abs=0.06)
    assert min(found) >= 0


def test_jitter_keeps_the_order_of_writes() -> None:
    network = Network(jitter=NetworkJitter(Exponential(0.05)))
    found = carried(network, answer(*[b"x"] * 500, gap_ns=MS))
    gaps = [later.due_ns - earlier.due_ns for earlier, later in pairwise(found)]
    assert min(gaps) == 0  # some were held by one before them
    assert max(gaps) > MS


def test_the_share_of_lost_segments_is_as_asked() -> None:
    found = delays(Network(loss=Loss(0.05, 0.2)), count=20_000)
    late = [one for one in found if one]
    assert len(late) / len(found) == pytest.approx(0.05, abs=0.006)
    assert set(late) <= {200 * MS, 600 * MS, 1400 * MS, 3000 * MS}
    again = sum(one > 200 * MS for one in late) / len(late)
    assert again == pytest.approx(0.05, abs=0.02)  # lost twice: a timeout, and one twice as long


def test_a_lost_segment_takes_a_round_trip_at_least() -> None:
    found = delays(Network(rtt_s=0.3, handshake=False, loss=Loss(0.05, 0.2)))
    assert {300 * MS, 600 * MS} <= set(found)


def test_everything_behind_a_lost_segment_waits_with_it() -> None:
    network = Network(loss=Loss(0.02, 0.2))
    parts = answer(*[b"x"] * 400, gap_ns=MS)
    found = carried(network, parts)
    held = [
        after for before, after in zip(parts, found, strict=True) if after.due_ns > before.due_ns
    ]
    assert len(held) > 100  # 200 ms of writes for each loss
    assert len({part.due_ns for part in held}) < len(held) / 10  # and they leave together


def test_a_body_is_cut_at_its_lost_segments() -> None:
    found = carried(Network(loss=Loss(0.1, 0.2)), [FlowPart(SECOND, bytes(100 * 1460))])
    assert len(found) > 1
    assert found[-1].due_ns >= SECOND + 200 * MS
    assert all(len(part.content) % 1460 == 0 for part in found)


def test_no_loss_is_no_delay() -> None:
    assert set(delays(Network(loss=Loss(1e-9, 0.2)))) == {0}
    assert set(delays(Network(jitter=NetworkJitter(Constant(0.0))))) == {0}
