"""What one worker follows, with a worker that a test looks into."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import cast

import pytest

from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.errors import HeldError
from sanic_mock.profile.added import read_added
from sanic_mock.profile.change import read_change
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.running import Running
from sanic_mock.server import follower as follower_module
from sanic_mock.server.controller import Controller
from sanic_mock.server.dispatcher import Dispatcher
from sanic_mock.server.follower import Follower
from sanic_mock.server.worker import COUNTED
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState, make_shared

# Of 1970, where a test adds it: it has ended.
RULE = b'{"answers": [{"match": {"user": "a"}, "text": "b"}], "ttl": "1s"}'


class NotedWorker:
    """Notes what it is to be; see Followed."""

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.fails = False

    def prepare(self, settings: Settings, *, is_held: bool = False) -> Dispatcher:
        """See Followed."""
        if self.fails:
            raise RuntimeError("no memory")
        return cast(Dispatcher, settings.model)

    def take(self, dispatcher: Dispatcher) -> None:
        """See Followed."""
        self.noted.append(f"take {dispatcher}")

    def look(self) -> None:
        """See Followed."""

    def freeze(self) -> None:
        """See Followed."""
        self.noted.append("freeze")

    def release(self) -> None:
        """See Followed."""

    def forget_counts(self) -> None:
        """See Followed."""
        self.noted.append("forget")


@pytest.fixture
def shared() -> SharedState:
    return make_shared(1, COUNTED, WORDS)


def follow(shared: SharedState, worker: NotedWorker, *changes: Callable[[Controller], object]):  # type: ignore[no-untyped-def]
    """Return what each change comes to while a worker follows."""
    settings = resolve()
    controller = Controller(shared, settings, longest_s=1.0)

    async def run() -> list[object]:
        follower = Follower(shared.config, 0, settings, controller.end_due)
        follower.start(worker)
        done = [await asyncio.to_thread(change, controller) for change in changes]
        follower.close()
        return done

    return asyncio.run(run())


def model(name: str) -> Callable[[Controller], object]:
    """Return a change of the model."""
    change = read_change(b'{"model": "%s"}' % name.encode())
    return lambda controller: controller.change(lambda one: one.patched(change)).behind


def test_a_worker_is_compiled_anew_for_other_settings_alone(shared: SharedState) -> None:
    worker = NotedWorker()

    follow(
        shared,
        worker,
        model("a"),
        lambda controller: controller.change(lambda one: one.copied()),
        lambda controller: controller.change(lambda one: one.frozen(True)),
        lambda controller: controller.reset(),
    )

    assert worker.noted == ["take a", "freeze", "take a", "take None", "forget"]


def test_a_change_to_the_same_is_not_published(shared: SharedState) -> None:
    follow(shared, NotedWorker(), lambda controller: controller.change(lambda one: one))

    assert shared.config.generation == 0


def test_a_worker_that_cannot_follow_is_named_and_follows_the_next_one(
    shared: SharedState, caplog: pytest.LogCaptureFixture
) -> None:
    worker = NotedWorker()

    def mend(controller: Controller) -> None:
        worker.fails = False

    worker.fails = True
    with caplog.at_level(logging.ERROR, "sanic_mock"):
        behind, _, after = follow(shared, worker, model("a"), mend, model("b"))

    assert behind == ("worker 0",)
    assert "cannot follow" in caplog.text
    assert (after, worker.noted) == ((), ["take b"])


def test_who_comes_later_begins_with_what_was_published(shared: SharedState) -> None:
    follow(shared, NotedWorker(), model("a"))

    later = NotedWorker()
    follower = Follower(shared.config, 0, resolve(), lambda: None)
    follow(shared, later, lambda controller: None)

    assert follower.settings.model == "a"
    assert later.noted == []


def test_what_was_not_removed_is_removed_again(
    shared: SharedState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop's timer may be early by the clock of the day, and the lock may be held."""
    calls: list[float] = []
    monkeypatch.setattr(follower_module, "_AGAIN_S", 0.01)
    controller = Controller(shared, resolve(), longest_s=1.0)

    def added(running: Running) -> Running:
        rules = read_added(RULE, "answers", running.next_id, now_s=1.0)
        return running.with_entries("answers", rules)

    async def run() -> None:
        removed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def end_due() -> None:
            calls.append(loop.time())
            if len(calls) == 1:
                raise HeldError("held")
            if len(calls) == 3:
                loop.call_soon_threadsafe(removed.set)

        follower = Follower(shared.config, 0, resolve(), end_due)
        follower.start(NotedWorker())
        await asyncio.to_thread(controller.change, added)
        await asyncio.wait_for(removed.wait(), 10.0)
        follower.close()

    asyncio.run(run())
    assert len(calls) >= 3
