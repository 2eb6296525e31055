"""What goes through a network: in order, when it is due, and no more of it than may wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.answer import Whole
from sanic_mock.engine.faults.behaviour import EarlyEnd
from sanic_mock.engine.flow import FlowEnding, FlowPart, PassiveStage, Stage
from sanic_mock.engine.network.coalescing import Coalescing
from sanic_mock.engine.network.delay import Delay
from sanic_mock.engine.network.link import Link
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.linked_connection import MOST_ON_THE_WAY, LinkedConnection
from sanic_mock.server.parted_progress import PartedProgress, TakenPart
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import WholeProgress
from sanic_mock.server.result import Label
from sanic_mock.server.shaped_sink import ShapedSink
from sanic_mock.settings import Loss, Network
from tests.flowing import MBPS, digest, link_model
from tests.server.virtual import MS, Bench

ANSWER = Whole(200, b"", b"")


class Parts(PartedProgress):
    """Parts that a test puts there."""

    def __init__(self) -> None:
        super().__init__(WholeProgress(ANSWER), 1, False, b"")
        self.next: list[TakenPart] = []

    def drain(self) -> list[TakenPart]:
        """Return what was put there."""
        parts, self.next = self.next, []
        return parts


class Waiting:
    """A clock that only notes that it may go on; see delivery.Clock."""

    def __init__(self) -> None:
        self.resumed = 0

    def begin(self, start_ns: int) -> None:
        """See Clock."""

    def resume(self) -> None:
        """See Clock."""
        self.resumed += 1

    def leave(self) -> None:
        """See Clock."""


class Scene:
    """A network between a sink and a connection that a test blocks, under a test's clock."""

    def __init__(self, stages: Sequence[Stage], due_ns: int = 0) -> None:
        self.bench, self.parts, self.clock = Bench(), Parts(), Waiting()
        self.sent: list[tuple[int, bytes]] = []
        self.ended: list[tuple[int, FlowEnding]] = []
        self.blocked = False
        self.linked = LinkedConnection(self, stages, self.bench.pacer, due_ns)
        own = self.parts, self.bench.pacer
        self.sink = ShapedSink(self.linked, b"", [], *own, "", EarlyEnd(), None)
        self.linked.upstream = self.sink
        label = Label("/v1/chat/completions", "")
        self.delivery = Delivery(Planned(ANSWER), label, self.sink, 0, self.parts)
        self.delivery.clock = self.clock
        self.sink.delivery = self.delivery

    def give(self, at_ns: int, content: bytes) -> None:
        """Let a delivery write."""
        self.bench.now_ns = at_ns
        self.parts.next.append(TakenPart(content, 1))
        self.sink.write(content)

    def finish(self, at_ns: int) -> None:
        """Let a delivery end."""
        self.bench.now_ns = at_ns
        self.delivery.finish(b"", at_ns, at_ns)

    def send_raw(self, content: bytes) -> None:
        """See RawConnection."""
        self.sent.append((self.bench.now_ns, content))

    def end_raw(self, ending: FlowEnding) -> None:
        """See RawConnection."""
        self.ended.append((self.bench.now_ns, ending))

    def hold_raw(self) -> None:
        """Nothing here is endless."""
        raise AssertionError

    def is_blocked(self) -> bool:
        """See RawConnection."""
        return self.blocked


def test_the_time_that_an_answer_at_once_took_to_make_is_none_of_its_network() -> None:
    scene = Scene([Delay(100 * MS)], due_ns=10 * MS)
    scene.bench.now_ns = 70 * MS
    scene.linked.send_last(b"made late")
    assert scene.sent == []
    scene.bench.run()

    ((sent_ns, content),) = scene.sent
    assert content == b"made late"
    assert 110 * MS <= sent_ns < 111 * MS


def test_what_is_delayed_keeps_its_distances_however_much_is_on_the_way() -> None:
    scene = Scene([Delay(1000 * MS)])
    for number in range(50):
        scene.give(number * 10 * MS, b"%02d" % number)
    assert scene.sent == []
    assert not scene.sink.is_blocked()
    scene.bench.now_ns = 0  # from here on only by what the timer is set to
    scene.bench.run()
    assert [content for _, content in scene.sent] == [b"%02d" % number for number in range(50)]
    late_ns = [at - (1000 + 10 * number) * MS for number, (at, _) in enumerate(scene.sent)]
    assert 0 <= min(late_ns) <= max(late_ns) < MS


def test_no_more_is_taken_than_may_wait() -> None:
    scene = Scene([Delay(1000 * MS)])
    scene.give(0, bytes(MOST_ON_THE_WAY))  # on its way
    assert not scene.delivery.parks()
    scene.give(1, bytes(MOST_ON_THE_WAY))  # waits for it
    assert not scene.delivery.parks()
    scene.give(2, b"more")
    assert scene.delivery.parks()
    scene.bench.run()
    assert scene.clock.resumed == 1


def test_a_client_that_does_not_read_is_not_asked_at_every_tick() -> None:
    scene = Scene([Delay(10 * MS)])
    scene.give(0, b"first")
    scene.blocked = True
    scene.bench.run()
    assert len(scene.bench.pacer) == 0
    assert scene.sent == []
    scene.blocked = False
    scene.linked.resume()
    assert scene.sent == [(scene.bench.now_ns, b"first")]


def test_what_a_frozen_server_was_given_leaves_when_it_is_released() -> None:
    scene = Scene([Coalescing(2 * MS)])
    scene.bench.now_ns = MS
    scene.bench.pacer.freeze()
    scene.linked.send_last(b"all of it")
    assert scene.sent == []

    scene.bench.pacer.release()
    scene.bench.run()

    assert [content for _, content in scene.sent] == [b"all of it"]
    assert [ending for _, ending in scene.ended] == ["keep"]


def test_who_reads_again_while_the_server_is_frozen_gets_the_rest_when_it_is_released() -> None:
    scene = Scene([Coalescing(2 * MS)])
    scene.bench.now_ns = MS
    scene.blocked = True
    scene.linked.send_last(b"all of it")
    scene.bench.pacer.freeze()
    scene.blocked = False
    scene.linked.resume()
    assert scene.sent == []

    scene.bench.pacer.release()
    scene.bench.run()

    assert [content for _, content in scene.sent] == [b"all of it"]


@pytest.mark.parametrize("is_blocked", [False, True])
def test_what_a_stage_had_goes_before_what_comes_to_it_later(is_blocked: bool) -> None:
    scene = Scene([Coalescing(10 * MS)])
    scene.give(0, b"held ")
    scene.blocked = is_blocked
    scene.give(9 * MS, b"joined ")
    scene.finish(9 * MS)
    scene.blocked = False
    scene.bench.run()
    assert b"".join(content for _, content in scene.sent) == b"held joined "
    assert [ending for _, ending in scene.ended] == ["keep"]


class OneByOne(PassiveStage):
    """A stage that lets nothing pass in one piece."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def feed(self, part: FlowPart) -> Iterable[FlowPart]:
        """See Stage."""
        return self._stage.feed(part)


NETWORK = Network(rtt_s=0.005, handshake=False, down_bps=8 * MBPS, loss=Loss(0.1, 0.02))
WRITES = st.lists(
    st.tuples(st.sampled_from([0, 1, 4, 50]), st.sampled_from([10, 1000, 40_000])), min_size=1
)


@given(writes=WRITES, blocked_ms=st.sets(st.integers(0, 60)), number=st.integers(0, 9))
def test_what_passes_in_one_piece_leaves_as_if_it_went_one_by_one(
    writes: list[tuple[int, int]], blocked_ms: set[int], number: int
) -> None:
    stages = [list(link_model(NETWORK).stages(Link(), digest(number), 0, 0)) for _ in range(2)]
    quick, slow = Scene(stages[0]), Scene([OneByOne(stage) for stage in stages[1]])
    for scene in (quick, slow):
        at_ns = 0
        for place, (gap_ms, size) in enumerate(writes):
            for _ in range(gap_ms):
                at_ns += MS
                scene.blocked = at_ns // MS in blocked_ms
                scene.bench.wake(at_ns)
                if not scene.blocked:
                    scene.linked.resume()
            scene.give(at_ns, b"%d," % place * size)
        scene.blocked = False
        scene.linked.resume()
        scene.finish(at_ns)
        scene.bench.run()
    assert quick.sent == slow.sent
    assert quick.ended == slow.ended
    assert [ending for _, ending in quick.ended] == ["keep"]
