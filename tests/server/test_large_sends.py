"""More than is sent at once: slice by slice, in turn, whole, and not late in secret."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.rendering import MOST_AT_ONCE, SLICE_PIECES
from sanic_mock.distributions import Constant
from sanic_mock.engine.timeline import Timeline
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.large_sends import LargeSends
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.settings import Chunking, Load, Settings, Step, Ttft
from tests.server.events import stream
from tests.server.virtual import MS, Bench

MANY = 3 * MOST_AT_ONCE
TTFT: dict[str, Any] = {"ttft": Ttft(Constant(0.1))}
STEPS: dict[str, Any] = {"load": Load("step", slots=4, step=Step(0.001))}
PROFILES: dict[str, dict[str, Any]] = {
    "all at once": TTFT,
    "grouped": {**TTFT, "chunking": Chunking("tokens", tokens_per_chunk=Constant(1))},
    "slots": {**TTFT, "load": Load("slots", slots=4)},
}


class Client:
    """A sink that may stop reading after so many writes."""

    def __init__(self, reads: int = 1_000_000) -> None:
        self.writes: list[bytes] = []
        self.reads = reads
        self.is_done = False

    def open(self) -> None:
        """See sink.Sink."""

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        self.writes.append(content)

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self.writes.append(content)
        self.is_done = True

    def reset(self) -> None:
        """See sink.Sink."""

    def is_blocked(self) -> bool:
        """See sink.Sink."""
        return len(self.writes) >= self.reads


class Scene:
    """A scheduler in virtual time, which costs a tenth of a millisecond at each look."""

    def __init__(self, **given: Any) -> None:
        self.bench = Bench()
        self.bench.now_ns = 3600 * 1000 * MS
        settings = Settings("test", **given)
        self._timeline = Timeline(settings)
        self.scheduler = Scheduler(settings, self._timeline, self.bench.pacer)

    def ask(self, answer: Events | Whole, client: Client) -> Delivery:
        """Hand in an answer of many tokens now."""
        plan = self._timeline.plan((0, 0, 2**31, 0, 2**31, 0), bytes(64), 0, 0, 0)
        planned = Planned(answer, plan, MANY)
        return self.scheduler.hand_in(planned, Label("/"), client, self.bench.now_ns)

    def wake(self) -> None:
        """Let the timer fire when it is set to."""
        self.bench.wake(max(self.bench.now_ns, self.bench.armed[-1]))

    def run(self) -> None:
        """Wake until nothing waits."""
        for _ in range(MANY * 2):
            if not len(self.bench.pacer):
                return
            self.wake()
        raise AssertionError("it does not end")


def many() -> Events:
    """Return a stream of many pieces."""
    return stream(*(b"%d" % place for place in range(MANY)))


def text() -> bytes:
    """Return what it says."""
    return many().everything()


@pytest.mark.parametrize("name", PROFILES)
def test_a_stream_that_is_due_at_once_is_sent_whole_in_slices(name: str) -> None:
    scene, client = Scene(**PROFILES[name]), Client()
    scene.ask(many(), client)

    scene.run()

    assert client.is_done
    assert b"".join(client.writes) == text()
    assert max(map(len, client.writes)) < len(text()) / 5


def test_two_are_sent_in_turn() -> None:
    scene, clients = Scene(**TTFT), (Client(), Client())
    for client in clients:
        scene.ask(many(), client)

    for _ in range(4):
        scene.wake()

    assert abs(len(clients[0].writes) - len(clients[1].writes)) <= 1
    assert not any(client.is_done for client in clients)


def test_a_client_that_does_not_read_holds_one_slice_and_no_turn() -> None:
    scene, slow, fast = Scene(**TTFT), Client(reads=1), Client()
    delivery = scene.ask(many(), slow)
    scene.ask(many(), fast)

    scene.run()
    assert fast.is_done
    assert len(slow.writes) == 1

    slow.reads = 1_000_000
    delivery.resume()
    scene.run()
    assert b"".join(slow.writes) == text()


def test_a_client_that_leaves_meanwhile_is_sent_no_more() -> None:
    scene, client = Scene(**TTFT), Client()
    delivery = scene.ask(many(), client)
    for _ in range(3):
        scene.wake()
    sent = len(client.writes)

    delivery.leave(scene.bench.now_ns)
    scene.run()

    assert len(client.writes) == sent > 0


def test_slices_are_as_late_as_they_are_sent_after_all_was_due() -> None:
    scene, client = Scene(**TTFT), Client()
    scene.ask(many(), client)
    scene.wake()
    due_ns = scene.bench.now_ns
    scene.bench.now_ns += 30 * MS

    scene.run()

    assert max(scene.bench.lateness) >= scene.bench.now_ns - due_ns >= 30 * MS


def test_a_body_is_no_stream_and_leaves_at_once() -> None:
    scene, client = Scene(**TTFT), Client()
    scene.ask(Whole(200, b"", b"whole"), client)

    scene.wake()

    assert client.writes == [b"whole"]


def test_what_an_engine_emitted_while_a_client_did_not_read_is_sent_in_slices() -> None:
    scene, client = Scene(**STEPS), Client(reads=1)
    delivery = scene.ask(many(), client)
    scene.run()
    assert len(client.writes) == 1

    client.reads = 1_000_000
    delivery.resume()
    scene.run()

    assert client.is_done
    assert b"".join(client.writes) == text()
    assert max(map(len, client.writes)) < len(text()) / 5


class Broken:
    """A stream with a bug."""

    def __init__(self) -> None:
        self.has_failed = False

    def send_slice(self) -> bool:
        """See large_sends.LargeSender."""
        raise RuntimeError("a bug, as planned")

    def fail(self) -> None:
        """See large_sends.LargeSender."""
        self.has_failed = True


def test_a_broken_stream_is_dropped_and_the_others_go_on() -> None:
    scene, client, broken = Scene(**TTFT), Client(), Broken()
    sends = LargeSends(scene.bench.pacer)
    sends.add(scene.bench.now_ns, broken)
    scene.ask(many(), client)

    scene.run()

    assert broken.has_failed
    assert client.is_done


def test_what_is_not_much_leaves_at_once() -> None:
    scene, client = Scene(**TTFT), Client()
    answer = stream(*[b"x"] * SLICE_PIECES)
    plan = Timeline(Settings("test", **TTFT)).plan((0, 0, 2**31, 0, 2**31, 0), bytes(64), 0, 0, 0)
    planned = Planned(answer, plan, SLICE_PIECES)
    scene.scheduler.hand_in(planned, Label("/"), client, scene.bench.now_ns)

    scene.wake()

    assert client.writes == [answer.everything()]
