"""The pacer with a clock and a timer that a test turns by hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.server.pacer import LATE_NS, TICK_NS, TOGETHER_NS
from tests.server.virtual import MS, Bench


class Stream:
    """A sender with deadlines of its own.

    Attributes:
        sent: (deadline, when it was sent) of each.
    """

    def __init__(self, bench: Bench, *deadlines: int) -> None:
        self._left: Iterator[int] = iter(deadlines)
        self._due_ns = next(self._left)
        self.sent: list[tuple[int, int]] = []
        bench.pacer.add(self._due_ns, self)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        self.sent.append((self._due_ns, now_ns))
        self._due_ns = next(self._left, 0)
        return self._due_ns

    def fail(self) -> None:
        """See pacer.Sender."""
        raise AssertionError("it did not fail")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_nothing_is_sent_early(bench: Bench) -> None:
    stream = Stream(bench, 5 * MS)

    bench.wake(5 * MS - 1)
    assert stream.sent == []
    bench.wake(5 * MS)
    assert stream.sent == [(5 * MS, 5 * MS)]


def test_a_wake_that_comes_early_arms_the_timer_again(bench: Bench) -> None:
    Stream(bench, 5 * MS)

    bench.wake(3 * MS)

    assert bench.armed == [5 * MS, 5 * MS]


def test_who_keeps_the_loop_busy_lets_what_is_late_be_sent(bench: Bench) -> None:
    stream = Stream(bench, 5 * MS, 6 * MS, 30 * MS)

    for now_ns in (2 * MS, 5 * MS, 5 * MS + LATE_NS):
        bench.now_ns = now_ns
        bench.pacer.catch_up(now_ns)
        assert stream.sent == []
    bench.now_ns = late_ns = 5 * MS + LATE_NS + 1
    bench.pacer.catch_up(late_ns)

    assert stream.sent == [(5 * MS, late_ns), (6 * MS, late_ns)]
    assert bench.armed[-1] == 30 * MS


def test_a_wake_is_not_begun_within_a_wake_nor_while_frozen_nor_for_nobody(bench: Bench) -> None:
    class Asking(Stream):
        def send_due(self, now_ns: int) -> int:
            bench.pacer.catch_up(now_ns + 99 * MS)
            return super().send_due(now_ns)

    bench.pacer.catch_up(99 * MS)
    asking = Asking(bench, 5 * MS, 6 * MS)
    bench.wake(7 * MS)
    assert [due for due, _ in asking.sent] == [5 * MS, 6 * MS]

    late = Stream(bench, 8 * MS)
    bench.pacer.freeze()
    bench.pacer.catch_up(99 * MS)
    assert late.sent == []


def test_lateness_does_not_move_later_deadlines(bench: Bench) -> None:
    stream = Stream(bench, 10 * MS, 20 * MS, 30 * MS)

    bench.wake(17 * MS)
    bench.wake(20 * MS)
    bench.wake(30 * MS)

    assert stream.sent == [(10 * MS, 17 * MS), (20 * MS, 20 * MS), (30 * MS, 30 * MS)]
    assert bench.lateness == [7 * MS, 0, 0]


def test_a_stream_that_fell_behind_catches_up_in_one_wake(bench: Bench) -> None:
    stream = Stream(bench, 10 * MS, 20 * MS, 30 * MS, 99 * MS)

    bench.wake(30 * MS)

    assert [due for due, _ in stream.sent] == [10 * MS, 20 * MS, 30 * MS]
    assert bench.armed[-1] == 99 * MS


def test_deadlines_within_a_tick_share_a_wake(bench: Bench) -> None:
    streams = [Stream(bench, MS + place * TICK_NS // 10) for place in range(10)]

    bench.wake(MS)
    assert bench.armed[-1] == MS + TICK_NS
    bench.wake(MS + TICK_NS)

    assert all(stream.sent for stream in streams)
    assert max(bench.lateness) <= TICK_NS


@pytest.mark.parametrize(
    ("later", "wakes_ns"),
    [
        ((TICK_NS, TOGETHER_NS), 5 * MS + TOGETHER_NS),
        ((TICK_NS, TOGETHER_NS + 1), 5 * MS + TICK_NS),
        ((0, TOGETHER_NS + 1), 5 * MS),
        ((TOGETHER_NS + 1, TOGETHER_NS + 2), 5 * MS),
        ((), 5 * MS),
    ],
)
def test_those_that_are_close_wait_for_each_other(
    bench: Bench, later: Sequence[int], wakes_ns: int
) -> None:
    Stream(bench, MS, 5 * MS)
    streams = [Stream(bench, 5 * MS + after_ns) for after_ns in later]

    bench.wake(MS)
    assert bench.armed[-1] == wakes_ns
    bench.wake(wakes_ns)

    due = [after_ns for after_ns in later if 5 * MS + after_ns <= wakes_ns]
    assert sum(len(stream.sent) for stream in streams) == len(due)


def test_what_becomes_due_while_a_wake_sends_is_sent_by_it(bench: Bench) -> None:
    Stream(bench, MS)
    meanwhile, later = Stream(bench, MS + 10), Stream(bench, MS + 30)
    bench.cost_ns = 7  # of each look at the clock: before anything is sent, and after

    bench.wake(MS)

    assert (meanwhile.sent, later.sent) == ([(MS + 10, MS + 14)], [])
    assert bench.lateness == [21, 11]


def test_a_later_deadline_does_not_touch_the_timer(bench: Bench) -> None:
    Stream(bench, 5 * MS)
    Stream(bench, 9 * MS)

    assert bench.armed == [5 * MS]


def test_an_earlier_deadline_arms_the_timer_anew(bench: Bench) -> None:
    Stream(bench, 5 * MS)
    Stream(bench, 2 * MS)

    assert bench.armed == [5 * MS, 2 * MS]


def test_the_timer_rests_when_nothing_waits(bench: Bench) -> None:
    Stream(bench, 5 * MS)

    bench.wake(5 * MS)
    assert not bench.is_armed
    Stream(bench, 500 * MS)
    assert bench.is_armed
    assert bench.armed == [5 * MS, 500 * MS]


def test_equals_are_sent_in_the_order_they_came(bench: Bench) -> None:
    order: list[int] = []

    class Named:
        def __init__(self, name: int) -> None:
            self._name = name

        def send_due(self, now_ns: int) -> int:
            order.append(self._name)
            return 0

        def fail(self) -> None:
            raise AssertionError("it did not fail")

    for name in range(20):
        bench.pacer.add(MS, Named(name))
    bench.wake(MS)

    assert order == list(range(20))


@pytest.mark.parametrize("fails_twice", [False, True])
def test_a_sender_that_fails_is_dropped_and_others_go_on(
    bench: Bench, caplog: pytest.LogCaptureFixture, *, fails_twice: bool
) -> None:
    class Broken:
        has_failed = False

        def send_due(self, now_ns: int) -> int:
            raise RuntimeError("broken")

        def fail(self) -> None:
            self.has_failed = True
            if fails_twice:
                raise RuntimeError("broken, too")

    before = Stream(bench, MS, 3 * MS)
    broken = Broken()
    bench.pacer.add(MS, broken)
    after = Stream(bench, MS, 3 * MS)

    with caplog.at_level(logging.ERROR, "sanic_mock"):
        bench.wake(MS)
        bench.wake(3 * MS)

    assert broken.has_failed
    assert len(before.sent) == len(after.sent) == 2
    assert len(bench.pacer) == 0
    assert "a sender failed and is dropped" in caplog.text


@pytest.mark.parametrize("due_ns", [1, MS - 1, MS, MS + 1, 9 * MS])
@pytest.mark.parametrize("following_ns", [0, 2 * MS])
def test_a_sender_may_add_another_with_any_deadline(
    bench: Bench, due_ns: int, following_ns: int
) -> None:
    """As a stream that ends lets the next one in, perhaps to begin in the past."""
    started: list[Stream] = []

    class Last:
        def __init__(self) -> None:
            self.calls = 0

        def send_due(self, now_ns: int) -> int:
            self.calls += 1
            if self.calls == 1:
                started.append(Stream(bench, due_ns))
                return following_ns
            return 0

        def fail(self) -> None:
            raise AssertionError("it did not fail")

    last = Last()
    bench.pacer.add(MS, last)
    bench.wake(MS)
    bench.run()

    assert last.calls == (2 if following_ns else 1)
    assert [due for due, _ in started[0].sent] == [due_ns]


def test_closing_sends_nothing_any_more(bench: Bench) -> None:
    stream = Stream(bench, MS)

    bench.pacer.close()
    bench.wake(MS)

    assert (stream.sent, bench.is_closed, len(bench.pacer)) == ([], True, 0)


def test_who_watches_is_called_after_each_wake(bench: Bench) -> None:
    seen: list[tuple[list[int], int]] = []
    Stream(bench, MS, 2 * MS)
    bench.pacer.watch(lambda deadlines, now_ns: seen.append((list(deadlines), now_ns)))

    for now_ns in (MS - 1, MS, 3 * MS):
        bench.wake(now_ns)

    assert seen == [([], MS - 1), ([MS], MS), ([2 * MS], 3 * MS)]


def test_all_that_a_wake_writes_is_as_late_as_its_end(bench: Bench) -> None:
    """What is written first leaves no earlier: the loop sends when the wake is over."""
    for _ in range(3):
        Stream(bench, MS)
    bench.cost_ns = 7  # twice: at its beginning and its end

    bench.wake(MS)

    assert bench.lateness == [14, 14, 14]


@given(
    plans=st.lists(
        st.lists(st.integers(1, 40 * MS), min_size=1, max_size=20), min_size=1, max_size=20
    ),
    cost_ns=st.sampled_from([0, 1000, 20_000]),
    chance=st.randoms(use_true_random=False),
)
def test_every_deadline_is_met_once_in_order_and_never_early(
    plans: list[list[int]], cost_ns: int, chance: Random
) -> None:
    bench = Bench()
    bench.cost_ns = cost_ns
    streams = [(Stream(bench, *sorted(plan)), sorted(plan)) for plan in plans]

    while len(bench.pacer):
        bench.wake(max(bench.now_ns, bench.armed[-1] + chance.choice([-50, 0, 0, 60_000])))
        for stream, plan in streams:
            if (sent := len(stream.sent)) < len(plan):
                latest_ns = max(plan[sent] + TOGETHER_NS, bench.now_ns + TICK_NS)
                assert bench.armed[-1] <= latest_ns

    for stream, plan in streams:
        assert [due for due, _ in stream.sent] == plan
        assert all(due <= sent for due, sent in stream.sent)
    assert min(bench.lateness) >= 0


def test_what_is_frozen_is_sent_when_it_is_released_and_is_not_late(bench: Bench) -> None:
    earlier = Stream(bench, 5 * MS, 20 * MS)
    bench.pacer.freeze()
    later = Stream(bench, 7 * MS)
    assert not bench.is_armed
    bench.wake(10 * MS)  # the timer had fired just then
    assert earlier.sent == later.sent == []

    bench.pacer.release()

    assert (earlier.sent, later.sent) == ([(5 * MS, 10 * MS)], [(7 * MS, 10 * MS)])
    assert bench.lateness == [0, 0]
    bench.wake(20 * MS)
    assert earlier.sent[1:] == [(20 * MS, 20 * MS)]


def test_who_was_not_frozen_cannot_be_released(bench: Bench) -> None:
    stream = Stream(bench, 5 * MS)
    bench.now_ns = 6 * MS

    bench.pacer.release()

    assert stream.sent == []
