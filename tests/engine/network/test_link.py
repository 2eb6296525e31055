"""A link carries one answer after the other: round trips, handshakes, uploads, and what is off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, Exponential, Uniform
from sanic_mock.engine.network.link import Link, round_trips
from sanic_mock.settings import Loss, Network, NetworkJitter, Slice
from tests.flowing import MBPS, MS, SECOND, answer, carried, content, digest, link_model, sent


def delays_ms(network: Network, answers: int = 2, *, is_tls: bool = False) -> list[float]:
    """Return how late the heads of a connection's first answers are."""
    model, link = link_model(network, is_tls=is_tls), Link()
    found = []
    for number in range(answers):
        parts = answer(b"content", start_ns=(number + 1) * 100 * SECOND)
        head = sent(model.stages(link, digest(number), 0, parts[0].due_ns), parts)[0]
        found.append((head.due_ns - parts[0].due_ns) / MS)
    return found


@pytest.mark.parametrize(
    ("handshake", "is_tls", "expected"),
    [
        (True, False, [200, 100]),  # TCP's
        (True, True, [300, 100]),  # and TLS's
        (False, True, [100, 100]),
        (3, False, [400, 100]),
        (0, False, [100, 100]),
    ],
)
def test_every_answer_waits_a_round_trip_and_the_first_for_the_handshake(
    handshake: bool | int, is_tls: bool, expected: list[float]
) -> None:
    network = Network(rtt_s=0.1, handshake=handshake)
    assert delays_ms(network, is_tls=is_tls) == expected
    assert round_trips(network, is_tls) * 100 == expected[0] - expected[1]


def test_all_parts_of_an_answer_are_delayed_alike() -> None:
    parts = answer(b"one", b"two")
    assert [part.due_ns for part in carried(Network(rtt_s=0.05), parts)] == [
        part.due_ns + 100 * MS for part in parts
    ]


def test_a_request_takes_the_time_of_its_bytes_and_those_before_it() -> None:
    model, link = link_model(Network(up_bps=8 * MBPS)), Link()  # a byte each microsecond
    parts = answer(b"content", start_ns=SECOND)
    first = sent(model.stages(link, digest(), 100_000, SECOND), parts)
    second = sent(model.stages(link, digest(), 50_000, SECOND), parts)
    assert first[0].due_ns == SECOND + 100 * MS
    assert second[0].due_ns == SECOND + 150 * MS


def test_the_time_scale_divides_times_and_multiplies_rates() -> None:
    network = Network(rtt_s=0.1, handshake=False, down_bps=8 * MBPS)
    parts = answer(bytes(100_000))
    ends = []
    for scale in (1.0, 0.1):
        stages = link_model(network, scale).stages(Link(), digest(), 0, SECOND)
        ends.append(sent(stages, parts)[-1].due_ns)
    plain, fast = (end - parts[1].due_ns for end in ends)
    assert plain == pytest.approx(200 * MS, rel=0.01)
    assert fast == pytest.approx(plain / 10, rel=0.01)


def test_what_is_off_is_absent() -> None:
    for network in (Network(rtt_s=0.1), Network(coalesce_s=0.1), Network(down_bps=1e6)):
        assert len([*link_model(network).stages(Link(), digest(), 0, 0)]) == 1


def test_a_factor_of_all_rates_holds_from_the_next_piece_on() -> None:
    model = link_model(Network(down_bps=8 * MBPS))
    model.bandwidth_x = 0.5
    parts = answer(bytes(100_000))
    flow = sent(model.stages(Link(), digest(), 0, SECOND), parts)
    assert flow[-1].due_ns - parts[1].due_ns == pytest.approx(200 * MS, rel=0.01)


NETWORKS = st.builds(
    Network,
    rtt_s=st.sampled_from([0.0, 0.02]),
    handshake=st.sampled_from([True, False, 2]),
    jitter=st.sampled_from(
        [None, NetworkJitter(Uniform(0, 0.01)), NetworkJitter(Exponential(0.005), 0.5)]
    ),
    down_bps=st.sampled_from([None, 8e4, 1e6, 5e7]),
    up_bps=st.sampled_from([None, 1e6]),
    burst_bytes=st.sampled_from([0, 1000, 100_000]),
    server_down_bps=st.sampled_from([None, 1e5, 1e8]),
    loss=st.sampled_from([None, Loss(0.01), Loss(0.5, 0.05)]),
    slice=st.sampled_from([None, Slice(Uniform(1, 200)), Slice(Constant(7), 0.0, 0.5)]),
    coalesce_s=st.sampled_from([0.0, 0.001, 0.1]),
)
CONTENTS = st.lists(st.binary(max_size=40) | st.integers(0, 20_000).map(bytes), max_size=12)
GAPS = st.sampled_from([0, MS, 50 * MS])


@given(NETWORKS, CONTENTS, GAPS, st.integers(0, 1000))
def test_bytes_stay_times_rise_and_nothing_is_early(
    network: Network, contents: list[bytes], gap_ns: int, number: int
) -> None:
    parts = answer(*contents, gap_ns=gap_ns)
    found = carried(network, parts, number)
    assert content(found) == content(parts)
    dues = [part.due_ns for part in found]
    assert dues == sorted(dues)
    assert [part.kind for part in (found[0], found[-1])] == ["head", "end"]
    assert {part.kind for part in found[1:-1]} <= {"content"}
    came = 0
    planned = [(part.due_ns, len(part.content)) for part in parts]
    for part in found:  # each byte, and the end, is no earlier than it was planned
        came += len(part.content)
        assert part.due_ns >= _planned_ns(planned, came)


def _planned_ns(planned: list[tuple[int, int]], count: int) -> int:
    """Return when the last of so many bytes was planned."""
    for due_ns, size in planned:
        count -= size
        if count <= 0:
            return due_ns
    raise AssertionError("more bytes came than were sent")


@given(NETWORKS, CONTENTS, st.integers(0, 1000))
def test_the_same_request_has_the_same_network(
    network: Network, contents: list[bytes], number: int
) -> None:
    parts = answer(*contents)
    assert carried(network, parts, number) == carried(network, parts, number)


@given(st.sampled_from([8e4, 1e6, 8e6, 5e7]), st.sampled_from([0, 1500, 64 * 1024]), CONTENTS)
def test_no_more_passes_than_the_rate_and_a_burst_allow(
    rate_bps: float, burst_bytes: int, contents: list[bytes]
) -> None:
    network = Network(down_bps=rate_bps, burst_bytes=burst_bytes)
    came = 0
    for part in carried(network, answer(*contents, gap_ns=MS)):
        came += len(part.content)
        allowed = burst_bytes + rate_bps / 8 * (part.due_ns - SECOND) / SECOND
        assert came <= allowed + 1e-6 * came + 1
