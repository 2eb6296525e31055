"""Rates are exact, for a connection and for all of them, and long bodies stay whole until sent."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.flow import FlowPart, through
from sanic_mock.engine.network.link import Link
from sanic_mock.engine.network.rates import Bucket, Direction
from sanic_mock.settings import Network
from tests.flowing import MBPS, MS, SECOND, answer, carried, digest, link_model, sent


@pytest.mark.parametrize(
    ("burst_ns", "rows"),
    [
        # (comes, takes) -> has passed
        (0, [((0, 10), 10), ((0, 10), 20), ((100, 10), 110), ((105, 0), 110)]),
        (15, [((100, 10), 100), ((100, 10), 105), ((100, 10), 115), ((500, 20), 505)]),
    ],
)
def test_bytes_pass_when_those_before_them_have(
    burst_ns: int, rows: list[tuple[tuple[int, int], int]]
) -> None:
    bucket = Bucket()
    assert [bucket.reserve(at, took, burst_ns) for (at, took), _ in rows] == [
        passed for _, passed in rows
    ]


@pytest.mark.parametrize("rate_bps", [80e3, 1.44 * MBPS, 8 * MBPS, 1e9])
@pytest.mark.parametrize("factor", [1.0, 0.3, 3.0])
def test_a_megabyte_takes_its_time_within_one_percent(rate_bps: float, factor: float) -> None:
    model = link_model(Network(down_bps=rate_bps))
    model.bandwidth_x = factor
    parts = [FlowPart(SECOND, bytes(1_000_000), 1), FlowPart(SECOND, kind="end")]
    found = sent(model.stages(Link(), digest(), 0, SECOND), parts)
    took_s = (found[-1].due_ns - SECOND) / SECOND
    assert took_s == pytest.approx(8e6 / rate_bps / factor, rel=1e-3)
    assert took_s >= 8e6 / rate_bps / factor


def test_many_small_writes_take_the_same_time_as_one() -> None:
    network = Network(down_bps=8 * MBPS)
    small = carried(network, answer(*[bytes(100)] * 1000, gap_ns=0))
    large = carried(network, answer(bytes(100_000), gap_ns=0))
    assert small[-1].due_ns == pytest.approx(large[-1].due_ns, abs=1000)


def test_pieces_are_of_20_ms_or_a_segment() -> None:
    fast = carried(Network(down_bps=80 * MBPS), [FlowPart(SECOND, bytes(1_000_000))])
    slow = carried(Network(down_bps=1000), [FlowPart(SECOND, bytes(10_000))])
    assert {len(part.content) for part in fast} == {200_000}
    assert {len(part.content) for part in slow[:-1]} == {1460}
    assert [part.due_ns for part in fast] == [SECOND + n * 20 * MS for n in range(1, 6)]


def test_a_piece_is_made_when_it_is_asked_for() -> None:
    model, link = link_model(Network(down_bps=8 * MBPS)), Link()
    body = FlowPart(SECOND, bytes(10_000_000))
    flow = through(model.stages(link, digest(), 0, SECOND), [body])
    assert len(next(flow).content) == 20_000
    # what is not asked for has not passed either: another answer could go on at once
    assert link.down.begins_ns(0) == SECOND + 20 * MS


def test_idle_time_is_not_saved_up() -> None:
    parts = [FlowPart(at * SECOND, bytes(100_000)) for at in (1, 10)]
    found = carried(Network(down_bps=8 * MBPS), parts)
    assert found[-1].due_ns == 10 * SECOND + 100 * MS


def test_a_burst_leaves_at_once_and_the_rest_at_the_rate() -> None:
    network = Network(down_bps=8 * MBPS, burst_bytes=50_000)
    found = carried(network, [FlowPart(SECOND, bytes(150_000))])
    at_once = sum(len(part.content) for part in found if part.due_ns == SECOND)
    assert 30_000 <= at_once <= 50_000
    assert found[-1].due_ns == pytest.approx(SECOND + 100 * MS, rel=1e-6)


def test_connections_share_the_servers_rate() -> None:
    server = Bucket()
    model = link_model(Network(server_down_bps=8 * MBPS), server_down=server.reserve)
    flows = [
        through(model.stages(Link(), digest(), 0, SECOND), [FlowPart(SECOND, bytes(500_000))])
        for _ in range(2)
    ]
    ends = [0, 0]
    for _ in range(25):  # each asks for a piece in turn
        ends = [next(flow).due_ns for flow in flows]
    assert ends[1] == pytest.approx(SECOND + 1000 * MS, rel=1e-6)
    assert ends[0] == pytest.approx(SECOND + 980 * MS, rel=1e-6)


SIZES = st.lists(st.integers(0, 60_000), min_size=1, max_size=5)


@given(SIZES, st.randoms(use_true_random=False), st.sampled_from([None, 1e6, 2e7]))
def test_all_connections_together_never_have_more_than_the_servers_rate(
    sizes: list[int], chance: Random, own_bps: float | None
) -> None:
    rate_bps, server = 8 * MBPS, Bucket()
    network = Network(down_bps=own_bps, server_down_bps=rate_bps)
    model = link_model(network, server_down=server.reserve)
    flows = [
        through(
            model.stages(Link(), digest(), 0, SECOND),
            [FlowPart(SECOND + chance.randrange(50 * MS), bytes(size))],
        )
        for size in sizes
    ]
    left: list[FlowPart] = []
    while flows:  # whoever is next to ask for a piece
        flow = chance.choice(flows)
        part = next(flow, None)
        if part is None:
            flows.remove(flow)
        else:
            left.append(part)
    came = 0
    for part in sorted(left, key=lambda part: part.due_ns):
        came += len(part.content)
        assert came <= rate_bps / 8 * (part.due_ns - SECOND) / SECOND + 1
    assert came == sum(sizes)


def test_a_connection_alone_has_its_own_rate_under_a_wider_servers() -> None:
    network = Network(down_bps=8 * MBPS, server_down_bps=80 * MBPS)
    found = carried(network, [FlowPart(SECOND, bytes(1_000_000))])
    assert found[-1].due_ns == pytest.approx(2 * SECOND, rel=1e-6)


def test_a_servers_narrower_rate_holds_for_a_connection_alone() -> None:
    network = Network(down_bps=80 * MBPS, server_down_bps=8 * MBPS)
    found = carried(network, [FlowPart(SECOND, bytes(1_000_000))])
    assert found[-1].due_ns == pytest.approx(2 * SECOND, rel=1e-6)


def test_without_a_rate_there_is_no_limit() -> None:
    assert not Direction(None, None, Bucket().reserve).is_limited
