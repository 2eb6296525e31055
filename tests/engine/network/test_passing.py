"""Parts that pass in one piece pass as `feed` has it, whatever comes before and behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, Exponential
from sanic_mock.engine.flow import FlowPart, PassingStage, pass_whole
from sanic_mock.engine.network.link import Link
from sanic_mock.engine.network.rates import Bucket
from sanic_mock.settings import Loss, Network, NetworkJitter
from tests.flowing import MBPS, MS, SECOND, answer, content, digest, link_model, sent

NETWORKS = st.builds(
    Network,
    rtt_s=st.sampled_from([0.0, 0.1]),
    handshake=st.booleans(),
    down_bps=st.sampled_from([None, 0.08 * MBPS, 8 * MBPS]),
    server_down_bps=st.sampled_from([None, 4 * MBPS]),
    burst_bytes=st.sampled_from([0, 3000]),
    jitter=st.sampled_from([None, NetworkJitter(Exponential(0.01), 0.5)]),
    loss=st.sampled_from([None, Loss(0.2, 0.2)]),
)
SIZES = st.lists(st.integers(1, 4000), min_size=1, max_size=12)


def passing(network: Network, number: int) -> list[PassingStage]:
    """Return the stages of a network in which parts may pass in one piece."""
    model = link_model(network, server_down=Bucket().reserve)
    stages = list(model.stages(Link(), digest(number), 0, SECOND))
    assert all(isinstance(stage, PassingStage) for stage in stages)
    return [stage for stage in stages if isinstance(stage, PassingStage)]


def passed(stages: Sequence[PassingStage], part: FlowPart) -> Iterator[FlowPart]:
    """Yield what comes of a part that is let through as far as it stays one piece."""
    place, due_ns = pass_whole(stages, len(part.content), part.due_ns)
    yield from sent(stages[place:], [part.at(due_ns)])


@given(
    network=NETWORKS, sizes=SIZES, gap_ns=st.sampled_from([0, MS, SECOND]), number=st.integers(0, 9)
)
def test_a_part_that_passes_whole_is_due_when_it_would_be(
    network: Network, sizes: list[int], gap_ns: int, number: int
) -> None:
    parts = answer(*[bytes(size) for size in sizes], gap_ns=gap_ns)
    stages = passing(network, number)
    one_by_one = [found for part in parts for found in passed(stages, part)]
    assert one_by_one == sent(passing(network, number), parts)


def test_small_parts_pass_whole_and_one_that_takes_long_does_not() -> None:
    stages = passing(Network(rtt_s=0.1, handshake=False, down_bps=8 * MBPS), 0)
    assert pass_whole(stages, 1000, SECOND) == (2, SECOND + 101 * MS)
    assert pass_whole(stages, 100_000, 2 * SECOND) == (0, 2 * SECOND)


def test_a_part_behind_others_waits_for_its_turn() -> None:
    stages = passing(Network(down_bps=0.08 * MBPS), 0)
    assert pass_whole(stages, 100, SECOND) == (1, SECOND + 10 * MS)
    assert pass_whole(stages, 100, SECOND + 9 * MS) == (0, SECOND + 9 * MS)
    assert pass_whole(stages, 0, SECOND + 9 * MS) == (1, SECOND + 10 * MS)  # as an end does


def test_an_answer_ends_with_its_last_byte_however_the_network_jitters() -> None:
    network = Network(jitter=NetworkJitter(Exponential(0.05)))
    for number in range(20):
        head, end = sent(passing(network, number), answer()[:1] + answer()[-1:])
        assert head.due_ns > SECOND
        assert end.due_ns == head.due_ns


def test_a_constant_jitter_delays_every_write() -> None:
    network = Network(jitter=NetworkJitter(Constant(0.01)))
    parts = sent(passing(network, 0), answer(b"one", b"two"))
    assert [part.due_ns for part in parts] == [
        SECOND + 10 * MS,
        SECOND + 20 * MS,
        SECOND + 30 * MS,
        SECOND + 30 * MS,
    ]
    assert content(parts).endswith(b"onetwo")


@given(
    network=NETWORKS,
    sizes=SIZES,
    gap_ns=st.sampled_from([0, MS, SECOND]),
    request_bytes=st.sampled_from([0, 2000]),
)
def test_an_answer_that_passes_whole_is_due_when_its_stages_have_it(
    network: Network, sizes: list[int], gap_ns: int, request_bytes: int
) -> None:
    network = replace(network, up_bps=8 * MBPS)
    due: list[list[list[int]]] = []
    for is_whole in (True, False):
        model, link = link_model(network, server_down=Bucket().reserve), Link()
        due.append([])
        for number, size in enumerate(sizes):
            at_ns = SECOND + number * gap_ns
            passage = model.passage(link, digest(number), request_bytes, at_ns)
            passed_ns = passage.pass_whole(size, at_ns) if is_whole else None
            if passed_ns is None:
                parts = sent(passage.stages(), [FlowPart(at_ns, bytes(size))])
                due[-1].append([part.due_ns for part in parts])
            else:
                due[-1].append([passed_ns])
    assert due[0] == due[1]


def test_nothing_is_made_for_an_answer_that_passes_whole() -> None:
    network = Network(rtt_s=0.1, handshake=False, down_bps=8 * MBPS)
    passage = link_model(network).passage(Link(), digest(), 0, SECOND)
    assert passage.pass_whole(1000, SECOND) == SECOND + 101 * MS
    assert passage.pass_whole(100_000, 2 * SECOND) is None
