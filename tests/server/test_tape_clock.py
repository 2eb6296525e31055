"""The shorter ways of plain answers are the general way: the same bytes, deadlines and results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.plan import Plan
from sanic_mock.server.delivery import Clock, Delivery
from sanic_mock.server.large_sends import LargeSends
from sanic_mock.server.plain_clocks import StreamClock, WholeClock
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import progress_of
from sanic_mock.server.result import Label, Result
from sanic_mock.server.tape_clock import TapeClock
from sanic_mock.settings import Load
from tests.server.events import stream
from tests.server.virtual import Bench

START_NS = 10**9
LABEL = Label("/v1/chat/completions")
WHOLE = Whole(200, b"", b"whole")
PLAN = Plan(0, 0, 1.0, bytes(64))


@dataclass
class Wake:
    """One look of the pacer.

    Attributes:
        late_ns: how much later it comes than the timer was set to; negative is early.
        reads: whether the client reads from then on.
        leaves: whether the client leaves just before it.
    """

    late_ns: int
    reads: bool = True
    leaves: bool = False


@dataclass
class Seen:
    """All that can be seen of one answer.

    Attributes:
        sent: what its client was sent, and when.
        armed: what the timer was set to.
        lateness: of each write, ns.
        results: what became of it.
        is_room: whether another answer may have its slot.
    """

    sent: list[tuple[int, bytes, bool]] = field(default_factory=list)
    armed: list[int] = field(default_factory=list)
    lateness: list[int] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    is_room: bool = False


class Client:
    """A sink that remembers."""

    def __init__(self, bench: Bench, seen: Seen) -> None:
        self._bench = bench
        self._seen = seen
        self.reads = True

    def open(self) -> None:
        """See sink.Sink."""

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        self._seen.sent.append((self._bench.now_ns, content, False))

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self._seen.sent.append((self._bench.now_ns, content, True))

    def reset(self) -> None:
        """See sink.Sink."""
        raise AssertionError("nothing failed")

    def is_blocked(self) -> bool:
        """See sink.Sink."""
        return not self.reads


Make = Callable[[Delivery, Bench, Slots | None], Clock]


def watched(make: Make, answer: Whole | Events, wakes: list[Wake], *, has_slots: bool) -> Seen:
    """Send an answer by one of the ways."""
    bench, seen = Bench(), Seen()
    bench.now_ns = START_NS
    client = Client(bench, seen)
    planned = Planned(answer, PLAN, 7)
    progress = progress_of(answer, is_grouped=False)
    delivery = Delivery(planned, LABEL, client, START_NS, progress, seen.results.append)
    slots = Slots(Load("slots", slots=1)) if has_slots else None
    delivery.clock = clock = make(delivery, bench, slots)
    if slots is None:
        clock.begin(START_NS)
    else:
        slots.admit(clock, START_NS)
    for wake in [*wakes, *[Wake(0)] * 40]:
        pass_time(bench, wake, client, delivery)
    seen.armed, seen.lateness = bench.armed, bench.lateness
    seen.is_room = slots is None or not slots.is_full()
    return seen


def by(make: type[TapeClock], gaps: list[int]) -> Make:
    """Return what makes a clock of one piece after each gap."""
    return lambda delivery, bench, slots: make(
        delivery,
        lambda plan, tokens: releases(gaps),
        PLAN,
        len(gaps),
        bench.pacer,
        LargeSends(bench.pacer),
        slots,
        is_grouped=False,
    )


def releases(gaps: list[int]) -> zip[Release]:
    """Return the timeline of one piece after each gap."""
    return zip(accumulate(gaps), count(1))


def pass_time(bench: Bench, wake: Wake, client: Client, delivery: Delivery) -> None:
    """Let the timer fire once; a client that reads again is sent what it missed."""
    resumes = wake.reads and not client.reads
    client.reads = wake.reads
    if wake.leaves:
        delivery.leave(bench.now_ns)
    if resumes:
        delivery.resume()
    bench.wake(max(bench.now_ns, bench.armed[-1] + wake.late_ns))


GAPS = st.lists(
    st.sampled_from([0, 10**6]) | st.integers(0, 40) | st.integers(0, 10**6),
    min_size=1,
    max_size=30,
)
WAKES = st.lists(
    st.builds(
        Wake,
        late_ns=st.just(0) | st.integers(-5, 60) | st.integers(-(10**6), 3 * 10**6),
        reads=st.integers(0, 5).map(bool),
        leaves=st.integers(0, 20).map(lambda drawn: drawn == 0),
    ),
    max_size=40,
)


@given(gaps=GAPS, wakes=WAKES, has_slots=st.booleans())
def test_the_shorter_way_of_a_stream_is_the_general_way(
    gaps: list[int], wakes: list[Wake], has_slots: bool
) -> None:
    """Whenever it is woken, whether its client reads or not, leaves or stays."""
    answer = stream(*(b"%d" % place for place in range(len(gaps))))
    shorter = watched(by(StreamClock, gaps), answer, wakes, has_slots=has_slots)

    assert shorter == watched(by(TapeClock, gaps), answer, wakes, has_slots=has_slots)


@given(offset_ns=st.integers(0, 10**6), wakes=WAKES)
def test_the_shorter_way_of_a_whole_answer_is_the_general_way(
    offset_ns: int, wakes: list[Wake]
) -> None:
    shorter = watched(
        lambda delivery, bench, slots: WholeClock(delivery, offset_ns, bench.pacer),
        WHOLE,
        wakes,
        has_slots=False,
    )

    assert shorter == watched(by(TapeClock, [offset_ns]), WHOLE, wakes, has_slots=False)


def test_a_stream_that_goes_the_shorter_way_is_whole() -> None:
    gaps = [100, 10, 10, 10]

    answer = stream(b"0", b"1", b"2", b"3")

    seen = watched(by(StreamClock, gaps), answer, [], has_slots=False)

    assert b"".join(content for _, content, _ in seen.sent) == answer.everything()
    assert [result.ending for result in seen.results] == ["completed"]


@pytest.mark.parametrize("place", [1, 2])
def test_the_shorter_way_is_gone_where_one_event_is_due(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the comparison above would compare the general way with itself."""
    asked: list[int] = []

    def send_due(clock: TapeClock, now_ns: int) -> int:
        asked.append(now_ns)
        return general(clock, now_ns)

    general = TapeClock.send_due
    monkeypatch.setattr(TapeClock, "send_due", send_due)

    answer = stream(b"0", b"1", b"2", b"3")
    seen = watched(by(StreamClock, [10**6] * 4), answer, [], has_slots=False)

    assert seen.sent[place][0] not in asked
