"""Deliveries in virtual time: slow clients are parked, clients that leave free what they held."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole
from sanic_mock.dialects.rendering import StepEvents
from sanic_mock.distributions import Constant
from sanic_mock.engine.timeline import Timeline
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label, Result
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.settings import Chunking, Itl, Load, Settings, Step, Ttft
from tests.server.events import stream
from tests.server.virtual import MS, Bench

TIMES: dict[str, Any] = {"ttft": Ttft(Constant(0.1)), "itl": Itl(Constant(0.01))}
START = 3600 * 1000 * MS  # of the clock, on which 0 means never
STEPS: dict[str, Any] = {"load": Load("step", slots=2, step=Step(0.010, per_prefill_token_s=1e-5))}
LABEL = Label("/v1/chat/completions", "sk-key")
WHOLE = Whole(200, b"", b"whole")
SLOT: dict[str, Any] = {**TIMES, "load": Load("slots", slots=1)}


class Client:
    """A sink that remembers what it was sent, and when."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.got: list[tuple[float, bytes]] = []
        self.is_done = self.is_reset = False
        self.reads = True

    def open(self) -> None:
        """See sink.Sink."""
        self._take(b"", is_last=False)

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        self._take(content, is_last=False)

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self._take(content, is_last=True)

    def reset(self) -> None:
        """See sink.Sink."""
        self.is_reset = True

    def is_blocked(self) -> bool:
        """See sink.Sink."""
        return not self.reads

    def _take(self, raw: bytes, *, is_last: bool) -> None:
        assert self.reads
        assert not self.is_done
        self.got.append(((self._bench.now_ns - START) / MS, raw))
        self.is_done = is_last

    @property
    def text(self) -> bytes:
        return b"".join(raw for _, raw in self.got)

    @property
    def times_ms(self) -> list[float]:
        return [at for at, _ in self.got]


class Worker:
    """A scheduler in virtual time."""

    def __init__(self, observe: Callable[[Result], None] | None = None, **given: Any) -> None:
        self.bench = Bench()
        self.bench.now_ns = START
        settings = Settings("test", **given)
        self._timeline = Timeline(settings)
        self.results: list[Result] = []
        self.scheduler = Scheduler(
            settings, self._timeline, self.bench.pacer, observe or self.results.append
        )

    def now_ns(self) -> int:
        """Return what the clock says."""
        return self.bench.now_ns

    @property
    def endings(self) -> list[str]:
        """How answers ended."""
        return [result.ending for result in self.results]

    def ask(
        self, answer: Events | Whole | None = None, *, tokens: int = 3, prompt: int = 0
    ) -> tuple[Delivery, Client]:
        """Hand in an answer now."""
        made = stream(*(b"%d" % place for place in range(tokens))) if answer is None else answer
        plan = self._timeline.plan((0, 0, 2**31, 0, 2**31, 0), bytes(64), 0, 0, 0)
        client = Client(self.bench)
        planned = Planned(made, plan, tokens, fresh_tokens=prompt)
        return self.scheduler.hand_in(planned, LABEL, client, self.bench.now_ns), client

    def run(self, until_ms: float = 1e6) -> None:
        """Let time pass, since the worker's start."""
        bench = self.bench
        until_ns = START + int(until_ms * MS)
        while len(bench.pacer) and bench.armed[-1] <= until_ns:
            bench.wake(max(bench.now_ns, bench.armed[-1]))
        bench.now_ns = until_ns


def test_a_stream_is_sent_token_by_token() -> None:
    worker = Worker(**TIMES)
    _, client = worker.ask()

    worker.run()

    assert client.times_ms == [100, 110, 120]
    assert client.text == stream(b"0", b"1", b"2").everything()


def test_a_whole_answer_is_sent_when_its_streams_last_token_would_be() -> None:
    worker = Worker(**TIMES)
    _, client = worker.ask(WHOLE)

    worker.run()

    assert client.got == [(120, b"whole")]


@pytest.mark.parametrize("answer", [None, WHOLE])
def test_an_answer_without_text_is_sent_with_its_first_token(answer: Whole | None) -> None:
    worker = Worker(**TIMES, chunking=Chunking("tokens", Constant(3)))
    _, client = worker.ask(answer, tokens=0)

    worker.run()

    assert (client.times_ms, client.is_done) == ([100], True)


def test_a_client_that_does_not_read_costs_no_wakes_and_loses_nothing() -> None:
    worker = Worker(**TIMES)
    delivery, client = worker.ask(tokens=5)
    worker.run(until_ms=110)
    client.reads = False

    worker.run(until_ms=500)
    assert len(worker.bench.pacer) == 0
    assert client.times_ms == [100, 110]

    client.reads = True
    delivery.resume()
    worker.run()
    assert client.times_ms == [100, 110, 500]
    assert worker.results[0].parks == 1
    assert client.text == stream(b"0", b"1", b"2", b"3", b"4").everything()


def test_a_client_that_reads_again_in_time_gets_the_rest_in_time() -> None:
    worker = Worker(**TIMES)
    delivery, client = worker.ask(tokens=4)
    client.reads = False
    worker.run(until_ms=115)
    client.reads = True

    delivery.resume()
    worker.run()

    assert client.times_ms == pytest.approx([115, 120, 130])


def test_a_parked_client_delays_nobody_else() -> None:
    worker = Worker(**TIMES)
    _, slow = worker.ask()
    slow.reads = False
    _, other = worker.ask()

    worker.run()

    assert other.times_ms == [100, 110, 120]


def test_going_on_without_having_stopped_does_nothing() -> None:
    worker = Worker(**TIMES)
    delivery, client = worker.ask()

    delivery.resume()
    worker.run()

    assert client.times_ms == [100, 110, 120]


def test_a_client_that_leaves_is_sent_nothing_more_and_counted_once() -> None:
    worker = Worker(**TIMES)
    delivery, client = worker.ask()
    worker.run(until_ms=105)

    delivery.leave(worker.now_ns())
    delivery.leave(worker.now_ns())
    worker.run()

    assert (client.times_ms, worker.endings) == ([100], ["left"])
    assert delivery.is_over


def test_a_client_that_leaves_after_its_answer_lost_nothing() -> None:
    worker = Worker(**TIMES)
    delivery, _ = worker.ask()
    worker.run()

    delivery.leave(worker.now_ns())

    assert worker.endings == ["completed"]


@pytest.mark.parametrize("given", [TIMES, SLOT, STEPS])
@pytest.mark.parametrize("leaves", [True, False])
def test_an_answer_that_has_ended_keeps_nothing_alive(
    given: dict[str, Any], leaves: bool, no_garbage_collection: None
) -> None:
    worker = Worker(**given)
    renderer = Plain()
    content = weakref.ref(renderer)
    delivery, _ = worker.ask(Events(b"", (), renderer), tokens=0)
    del renderer

    if leaves:  # while the pacer still waits for its first token
        delivery.leave(worker.now_ns())
    else:
        worker.run()

    assert delivery.is_over
    assert content() is None
    worker.run()
    del delivery
    assert not [one for one in gc.get_objects() if isinstance(one, Delivery)]


@pytest.fixture
def no_garbage_collection() -> Iterator[None]:
    """Only what nothing refers to is freed, as between two rounds of the collector."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_who_waits_for_a_slot_begins_when_the_one_before_ends() -> None:
    worker = Worker(**SLOT)
    _, first = worker.ask()
    _, second = worker.ask()

    worker.run()

    assert first.times_ms == [100, 110, 120]
    assert second.times_ms == [220, 230, 240]


def test_who_waits_for_a_slot_begins_when_the_last_group_before_has_left() -> None:
    worker = Worker(**SLOT, chunking=Chunking("tokens", Constant(2)))
    _, first = worker.ask()
    _, second = worker.ask()

    worker.run()

    assert first.times_ms == [100, 110]
    assert second.times_ms == [210, 220]
    assert [result.planned_ns for result in worker.results] == [110 * MS, 220 * MS]


def test_a_late_wake_does_not_make_the_queue_later() -> None:
    worker = Worker(**SLOT)
    worker.ask()
    _, second = worker.ask()

    worker.bench.wake(START + 150 * MS)
    worker.run()

    assert second.times_ms == [220, 230, 240]


def test_a_client_that_leaves_frees_its_slot_at_once() -> None:
    worker = Worker(**SLOT)
    delivery, _ = worker.ask()
    _, second = worker.ask()
    worker.run(until_ms=40)

    delivery.leave(worker.now_ns())
    worker.run()

    assert second.times_ms == [140, 150, 160]


def test_a_client_that_leaves_the_queue_frees_its_place_at_once() -> None:
    worker = Worker(**TIMES, load=Load("slots", slots=1, queue=1))
    worker.ask()
    waiting, gone = worker.ask()
    assert worker.scheduler.is_full()

    waiting.leave(worker.now_ns())

    assert not worker.scheduler.is_full()
    worker.run()
    assert (gone.got, worker.endings[0]) == ([], "left")


def test_who_waits_for_a_parked_client_is_let_in_and_not_lost() -> None:
    """The slot was planned to be free at 120 ms, and is at 500 ms."""
    worker = Worker(**SLOT)
    delivery, slow = worker.ask()
    slow.reads = False
    worker.run(until_ms=300)
    _, second = worker.ask()
    worker.run(until_ms=500)
    slow.reads = True

    delivery.resume()
    worker.run()

    assert slow.is_done
    assert second.times_ms == [600, 610, 620]
    assert max(worker.bench.lateness) == 0
    assert second.text == stream(b"0", b"1", b"2").everything()


def test_an_engine_sends_a_token_at_each_step() -> None:
    worker = Worker(**STEPS)
    _, client = worker.ask(prompt=100)

    worker.run()

    assert client.times_ms == [11, 21, 31]
    assert client.text == stream(b"0", b"1", b"2").everything()


def test_an_engine_sends_a_whole_answer_with_its_last_step() -> None:
    worker = Worker(**STEPS)
    _, client = worker.ask(WHOLE, prompt=100)

    worker.run()

    assert client.got == [(31, b"whole")]


def test_an_engine_emits_for_all_at_the_same_instant() -> None:
    worker = Worker(**STEPS)
    clients = [worker.ask(prompt=100)[1] for _ in range(2)]

    worker.run()

    # the first one's step had begun when the second came
    assert [client.times_ms for client in clients] == [[11, 22, 32], [22, 32, 42]]


def test_time_in_front_of_an_engine_passes_first() -> None:
    worker = Worker(**STEPS, ttft=Ttft(Constant(0.05)))
    _, client = worker.ask(prompt=100)

    worker.run()

    assert client.times_ms == [61, 71, 81]


@pytest.mark.parametrize("leaves_at_ms", [10, 70])
def test_who_is_on_the_way_to_an_engine_has_a_place_in_it(leaves_at_ms: int) -> None:
    """Else all that come together would be let in, however many: none has joined yet."""
    load = Load("step", slots=1, queue=1, step=Step(0.010))
    worker = Worker(load=load, ttft=Ttft(Constant(0.05)))
    first, _ = worker.ask(tokens=50)
    assert not worker.scheduler.is_full()
    worker.ask(tokens=50)
    assert worker.scheduler.is_full()

    worker.run(until_ms=leaves_at_ms)
    assert worker.scheduler.is_full()
    first.leave(worker.now_ns())

    assert not worker.scheduler.is_full()
    worker.run()
    worker.ask()
    assert not worker.scheduler.is_full()


def test_an_engine_does_not_wait_for_a_client_that_does_not_read() -> None:
    worker = Worker(**STEPS)
    delivery, slow = worker.ask(prompt=100)
    slow.reads = False
    _, other = worker.ask(prompt=100)
    worker.run(until_ms=200)
    assert other.times_ms == [22, 32, 42]

    slow.reads = True
    delivery.resume()
    worker.run()
    assert slow.times_ms == [200]
    assert slow.text == stream(b"0", b"1", b"2").everything()


def test_a_client_that_leaves_frees_its_place_in_the_engine_at_once() -> None:
    worker = Worker(**STEPS)
    leaving = [worker.ask(prompt=0, tokens=1000)[0] for _ in range(2)]
    _, waiting = worker.ask(prompt=0)
    worker.run(until_ms=35)
    assert waiting.got == []

    for delivery in leaving:
        delivery.leave(worker.now_ns())
    worker.run()

    assert waiting.times_ms == [50, 60, 70]


def test_a_trace_tells_plan_actual_time_and_worst_lateness() -> None:
    worker = Worker(**TIMES, trace=True)
    _, client = worker.ask()
    worker.bench.wake(START + 102 * MS)
    worker.run()

    note = b": sanic-mock planned_ms=120.000 actual_ms=120.000 max_late_us=2000\n\n"
    assert client.text.endswith(note + b"[DONE]\n")


def test_a_trace_does_not_call_late_what_a_client_did_not_read() -> None:
    worker = Worker(**TIMES, trace=True)
    delivery, client = worker.ask()
    client.reads = False
    worker.run(until_ms=500)
    client.reads = True

    delivery.resume()
    worker.run()

    assert b"planned_ms=120.000 actual_ms=500.000 max_late_us=0\n" in client.text


def test_each_answer_has_one_result() -> None:
    worker = Worker(**TIMES)
    worker.ask(WHOLE)
    worker.bench.wake(START + 125 * MS)
    worker.run()

    assert worker.results == [
        Result(
            LABEL,
            200,
            "completed",
            planned_ns=120 * MS,
            actual_ns=125 * MS,
            sent_bytes=len(b"whole"),
            tokens=3,
            parks=0,
            arrived_ns=START,
            sent_tokens=3,
            first_ns=125 * MS,
            first_planned_ns=120 * MS,
            worst_ns=5 * MS,
        )
    ]


def test_a_result_tells_when_a_streams_first_write_left_and_how_late_the_latest_was() -> None:
    worker = Worker(**TIMES)
    worker.ask()
    worker.bench.wake(START + 103 * MS)
    worker.bench.wake(START + 117 * MS)
    worker.run()

    (result,) = worker.results
    assert (result.first_planned_ns, result.first_ns) == (100 * MS, 103 * MS)
    assert (result.worst_ns, result.is_stream, result.sent_tokens) == (7 * MS, True, 3)


def test_a_client_that_leaves_has_been_sent_the_pieces_that_were_due() -> None:
    worker = Worker(**TIMES)
    delivery, _ = worker.ask()
    worker.run(until_ms=111)

    delivery.leave(worker.now_ns())

    (result,) = worker.results
    assert (result.ending, result.sent_tokens, result.tokens) == ("left", 2, 3)


def test_of_a_body_whose_client_leaves_nothing_was_sent() -> None:
    worker = Worker(**TIMES)
    delivery, _ = worker.ask(WHOLE)
    worker.run(until_ms=50)

    delivery.leave(worker.now_ns())

    assert [one.sent_tokens for one in worker.results] == [0]


def test_a_stream_tells_how_much_it_sent() -> None:
    worker = Worker(**TIMES)
    _, client = worker.ask()
    worker.run()

    (result,) = worker.results
    assert (result.sent_bytes, result.tokens) == (len(client.text), 3)
    assert result.planned_ns == 120 * MS


def test_an_answer_that_shares_its_text_tells_how_much_that_was() -> None:
    worker = Worker(**TIMES)
    worker.ask(SlicedWhole(200, b"", b"", parts=(b"its own", memoryview(b"shared"))))
    worker.run()

    assert [one.sent_bytes for one in worker.results] == [13]


def test_an_answer_that_fails_at_its_very_end_frees_its_slot_once() -> None:
    worker = Worker(**TIMES, load=Load("slots", slots=1, queue=0))
    _, client = worker.ask(Events(b"", (b"a",), FailingEnd()), tokens=1)
    worker.run()
    assert (client.is_reset, worker.endings) == (True, ["failed"])

    worker.ask()

    assert worker.scheduler.is_full()


def test_a_client_is_answered_whatever_becomes_of_the_result() -> None:
    def fail(result: Result) -> None:
        raise RuntimeError("a bug of ours")

    worker = Worker(**SLOT, observe=fail)
    _, client = worker.ask(WHOLE)
    _, second = worker.ask(WHOLE)

    worker.run()

    assert (client.got, second.is_done) == ([(120, b"whole")], True)


@pytest.mark.parametrize("given", [TIMES, SLOT, STEPS])
def test_an_answer_that_fails_ends_its_connection_and_frees_what_it_held(
    given: dict[str, Any],
) -> None:
    worker = Worker(**given)
    broken = Events(b"", (b"a", b"b"), Failing(b"", ()))
    _, client = worker.ask(broken, tokens=2)
    _, other = worker.ask()

    worker.run()

    assert (client.is_reset, client.got) == (True, [])
    assert other.is_done
    assert sorted(worker.endings) == ["completed", "failed"]
    assert not worker.scheduler.is_full()


class Failing(StepEvents):
    """A renderer with a bug."""

    def each(self, pieces: object) -> Iterator[bytes]:
        """Fail."""
        raise RuntimeError("a bug of ours")


class Plain(StepEvents):
    """A renderer of no events, to which a weak reference can be had."""


class FailingEnd(StepEvents):
    """A renderer with a bug in what it sends last."""

    def closing(self) -> bytes:
        """Fail."""
        raise RuntimeError("a bug of ours")
