"""What leaves before the first token, in virtual time: heads, signs of thought, slots, clients."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.answer import EarlyEvents, Events, Whole
from sanic_mock.dialects.signs import SIGNS
from sanic_mock.distributions import Constant
from sanic_mock.engine.silent_timeline import compile_timeline
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.early_clock import EarlyClock
from sanic_mock.server.plain_clocks import CountedStreamClock
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label, Result
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.settings import Itl, Load, Settings, Thinking, Ttft
from tests.server.events import stream
from tests.server.virtual import MS, Bench

START = 3600 * 1000 * MS  # of the clock, on which 0 means never
LABEL = Label("/v1/chat/completions", "sk-key")
HEADED: dict[str, Any] = {
    "ttft": Ttft(Constant(0.1), head=Constant(0.04)),
    "itl": Itl(Constant(0.01)),
}
COMMENTED: dict[str, Any] = {**HEADED, "thinking": Thinking(None, "comments", 0.03)}
COMMENT = SIGNS["comments"]


class Client:
    """A sink that remembers what it was sent, and when; None is the head alone."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.got: list[tuple[float, bytes | None]] = []
        self.is_reset = False
        self.reads = True

    def open(self) -> None:
        """See sink.Sink."""
        assert not self.got, "a head leaves once, and before all else"
        self._take(None)

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        assert content
        self._take(content)

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self._take(content)

    def reset(self) -> None:
        """See sink.Sink."""
        self.is_reset = True

    def is_blocked(self) -> bool:
        """See sink.Sink."""
        return not self.reads

    def _take(self, content: bytes | None) -> None:
        assert self.reads
        self.got.append(((self._bench.now_ns - START) / MS, content))

    @property
    def text(self) -> bytes:
        return b"".join(content for _, content in self.got if content)

    @property
    def times_ms(self) -> list[float]:
        return [at for at, _ in self.got]


class Telling(EarlyEvents):
    """A renderer that greets and tells of two parts of its thought."""

    def __init__(self, events: Events) -> None:
        self._events = events.renderer
        self.end = self._events.end
        self._left = [b"hello\n", b"hm\n", b"ah\n"]

    def greeting(self) -> bytes:
        """See EarlyEvents."""
        return self._left.pop(0)

    def signs(self) -> int:
        """See EarlyEvents."""
        return 2

    def sign(self) -> bytes:
        """See EarlyEvents."""
        return self._left.pop(0) if self._left else b""

    def opening(self) -> bytes:
        """See Renderer."""
        left, self._left = self._left, []
        return b"".join(left) + self._events.opening()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events, name)


class Service:
    """A scheduler in virtual time."""

    def __init__(self, **given: Any) -> None:
        self.bench = Bench()
        self.bench.now_ns = START
        settings = Settings("test", **given)
        self._timeline = compile_timeline(settings)
        self.results: list[Result] = []
        self.scheduler = Scheduler(settings, self._timeline, self.bench.pacer, self.results.append)

    def ask(
        self, answer: Events | Whole | None = None, *, hidden: int = 0
    ) -> tuple[Delivery, Client]:
        """Hand in an answer of three tokens now."""
        plan = self._timeline.plan((0, 0, 2**31, 0, 2**31, 0), bytes(64), 0, 0, hidden)
        client = Client(self.bench)
        planned = Planned(answer or stream(b"0", b"1", b"2"), plan, 3, hidden_tokens=hidden)
        return self.scheduler.hand_in(planned, LABEL, client, self.bench.now_ns), client

    def run(self, until_ms: float = 1e6) -> None:
        """Let time pass, since the start."""
        bench = self.bench
        until_ns = START + int(until_ms * MS)
        while len(bench.pacer) and bench.armed[-1] <= until_ns:
            bench.wake(max(bench.now_ns, bench.armed[-1]))
        bench.now_ns = until_ns


def told() -> Events:
    events = stream(b"0", b"1", b"2")
    return Events(events.fields, events.pieces, Telling(events))


def test_a_head_leaves_alone_and_events_come_when_they_would() -> None:
    service = Service(**HEADED)
    _, client = service.ask()

    service.run()

    assert client.got[0] == (40, None)
    assert client.times_ms[1:] == [100, 110, 120]
    assert client.text == stream(b"0", b"1", b"2").everything()


def test_a_stream_that_has_something_to_tell_tells_it_with_its_head() -> None:
    service = Service(**HEADED)
    _, client = service.ask(told())

    service.run()

    assert client.got[0] == (40, b"hello\n")
    assert client.got[1][0] == 100
    assert client.text.startswith(b"hello\nhm\nah\n> role\n")


def test_a_whole_answer_has_no_head_before_its_body() -> None:
    service = Service(**HEADED)
    _, client = service.ask(Whole(200, b"", b"whole"))

    service.run()

    assert client.got == [(120, b"whole")]


def test_comments_come_while_a_model_thinks_and_not_behind_its_first_token() -> None:
    service = Service(**COMMENTED)
    _, client = service.ask(hidden=10)  # from 100 to 200 ms

    service.run()

    assert client.got[:4] == [(40, None), (130, COMMENT), (160, COMMENT), (190, COMMENT)]
    assert client.times_ms[4:] == [200, 210, 220]


def test_without_a_head_of_its_own_a_stream_begins_with_the_first_sign() -> None:
    given = {**COMMENTED, "ttft": Ttft(Constant(0.1))}
    service = Service(**given)
    _, client = service.ask(told(), hidden=10)

    service.run()

    assert client.got[:2] == [(130, b"hello\n" + COMMENT), (160, COMMENT)]


def test_nothing_is_shown_of_thought_where_there_is_none() -> None:
    service = Service(**COMMENTED)
    _, client = service.ask()

    service.run()

    assert client.times_ms == [40, 100, 110, 120]


def test_the_parts_of_a_summary_come_evenly_and_the_last_of_it_with_the_first_token() -> None:
    service = Service(**{**HEADED, "thinking": Thinking(None, "summary")})
    _, client = service.ask(told(), hidden=9)  # from 100 to 190 ms

    service.run()

    assert client.got[:3] == [(40, b"hello\n"), (130, b"hm\n"), (160, b"ah\n")]
    assert client.got[3] == (190, b"> role\n> 0\n")


def test_a_stream_without_a_summary_is_silent_while_it_thinks() -> None:
    service = Service(**{**HEADED, "thinking": Thinking(None, "summary")})
    _, client = service.ask(hidden=9)

    service.run()

    assert client.times_ms == [40, 190, 200, 210]


def test_pings_are_sent_as_they_are() -> None:
    service = Service(**{**HEADED, "thinking": Thinking(None, "pings", 0.08)})
    _, client = service.ask(hidden=9)

    service.run()

    assert client.got[:2] == [(40, None), (180, b'event: ping\ndata: {"type": "ping"}\n\n')]


def test_no_write_is_late_where_nothing_is() -> None:
    service = Service(**COMMENTED)
    service.ask(hidden=10)

    service.run()

    assert set(service.bench.lateness) == {0}


def test_an_answer_in_a_queue_begins_nothing_before_it_has_a_slot() -> None:
    service = Service(**HEADED, load=Load("slots", slots=1))
    service.ask()
    _, second = service.ask()

    service.run()

    assert second.times_ms == [160, 220, 230, 240]


def test_load_stretches_a_head_as_it_does_the_first_token() -> None:
    service = Service(**HEADED, load=Load("slots", slots=1, ttft_by_running=((1, 2.0),)))
    _, client = service.ask()

    service.run()

    assert client.times_ms == [80, 200, 210, 220]


def test_a_client_that_leaves_frees_its_slot_or_its_place_in_the_queue() -> None:
    service = Service(**HEADED, load=Load("slots", slots=1))
    first, _ = service.ask()
    second, _ = service.ask()
    _, third = service.ask()
    service.run(50)

    second.leave(service.bench.now_ns)
    first.leave(service.bench.now_ns)
    service.run()

    assert third.times_ms == [90, 150, 160, 170]
    assert [one.ending for one in service.results] == ["left", "left", "completed"]


@pytest.mark.parametrize("left_ms", [10, 60, 140])
def test_nothing_is_sent_to_a_client_that_has_left(left_ms: float) -> None:
    service = Service(**COMMENTED)
    delivery, client = service.ask(hidden=10)
    service.run(left_ms)
    sent = len(client.got)

    delivery.leave(service.bench.now_ns)
    service.run()

    assert len(client.got) == sent
    assert delivery.is_over


def test_a_client_that_does_not_read_misses_signs_and_gets_its_answer() -> None:
    service = Service(**COMMENTED)
    delivery, client = service.ask(told(), hidden=10)
    client.reads = False
    service.run(165)

    client.reads = True
    delivery.resume()
    service.run()

    assert client.got[0] == (190, b"hello\n" + COMMENT)
    assert client.text.endswith(stream(b"0", b"1", b"2").everything())


def test_a_renderer_that_fails_ends_its_own_answer_alone() -> None:
    service = Service(**HEADED)

    class Failing(Telling):
        def greeting(self) -> bytes:
            raise RuntimeError("no greeting")

    events = stream(b"0")
    broken, client = service.ask(Events(b"", events.pieces, Failing(events)))
    _, other = service.ask()
    service.run()

    assert client.is_reset
    assert broken.is_over
    assert other.times_ms == [40, 100, 110, 120]


def test_without_heads_and_signs_a_stream_has_the_clock_that_it_had() -> None:
    plain = {"ttft": Ttft(Constant(0.1)), "itl": Itl(Constant(0.01))}
    delivery, _ = Service(**plain).ask()
    assert type(delivery.clock) is CountedStreamClock  # somebody observes

    delivery, _ = Service(**HEADED).ask()
    assert type(delivery.clock) is EarlyClock
