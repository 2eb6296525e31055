"""What is done behind an answer: nothing is lost where another worker has the store just then."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.openai.responses import conversations, stored
from sanic_mock.dialects.openai.responses.conversations import Conversation
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import State
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.offload import MOST_US, takes
from sanic_mock.engine.refusal import Refusal
from sanic_mock.server.afterwards import Afterwards
from sanic_mock.settings import Settings
from sanic_mock.shared.memory import LOOP_S
from sanic_mock.shared.store import Store
from tests.patient_work import patiently


class SharedStore(Store):
    """A store that another worker has for a while."""

    def hold(self, until: Event) -> Thread:
        """Let it have the lock until an event, and return it."""
        has_it = Event()

        def hold() -> None:
            with self._lock:
                has_it.set()
                until.wait()

        thread = Thread(target=hold)
        thread.start()
        has_it.wait()
        return thread


def _behind(do: Callable[[Afterwards], None]) -> None:
    """Do things with an Afterwards, and wait until all is done."""

    async def run() -> None:
        afterwards = Afterwards()
        do(afterwards)
        while afterwards._left:
            await asyncio.sleep(LOOP_S)

    asyncio.run(run())


def test_short_work_is_done_at_once() -> None:
    done: list[int] = []
    Afterwards().do(lambda: done.append(1))

    assert done == [1]


def test_long_work_is_done_soon_and_nothing_overtakes_it() -> None:
    done: list[str] = []
    may_go_on = Event()

    def work(name: str, us: float) -> None:
        takes(us)
        assert not us or may_go_on.wait(10)
        done.append(name)

    def do(afterwards: Afterwards) -> None:
        afterwards.do(partial(work, "short", 0))
        for name in ("long", "longer"):
            afterwards.do(partial(work, name, MOST_US + 1))
        afterwards.do(partial(work, "behind", 0))
        assert done == ["short"]
        may_go_on.set()

    _behind(do)

    assert done == ["short", "long", "longer", "behind"]


@pytest.mark.parametrize("us", [0, MOST_US + 1])
@pytest.mark.parametrize("is_patient", [False, True])
def test_what_fails_is_logged_and_does_not_stop_the_rest(
    us: float, is_patient: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """So it is where what workers keep is held by one that was stopped: HeldError comes at once."""
    done: list[int] = []

    def fail() -> None:
        takes(us)
        raise ValueError("no work")

    def do(afterwards: Afterwards) -> None:
        failing = partial(afterwards.do, fail)
        patiently(failing) if is_patient else failing()
        afterwards.do(lambda: done.append(1))

    with caplog.at_level(logging.ERROR):
        _behind(do)

    assert done == [1]
    assert "no work" in caplog.text


@pytest.mark.parametrize("how", ["take back", "fail"])
def test_an_answer_that_ends_early_is_forgotten_though_the_store_is_held(how: str) -> None:
    store, until = SharedStore(1 << 20), Event()
    settings = Settings("any")
    asked: dict[str, Any] = {"model": "gpt-4o-mini", "input": "Hi", "conversation": "conv_1"}

    async def run() -> None:
        afterwards = Afterwards()
        state = State(settings, store, afterwards=afterwards.do)
        conversations.keep(state, Conversation("conv_1", 1))
        endpoint, compiled = Responses(state), Compiled(settings)
        ask = endpoint.parse(json.dumps(asked | {"stream": how == "fail"}).encode())
        reply = compiled.simulate(ask, compiled.chance.draw(b"any"))
        answer = (endpoint.events if ask.stream else endpoint.whole)(ask, reply, 1)
        assert conversations.items_of(state, "conv_1")
        holder = store.hold(until)
        if isinstance(answer, Events):
            problem = endpoint.refused(Refusal("overloaded"), "gpt-4o-mini")
            endpoint.stream_error(problem, bytes(64), answer.renderer, 1)
        assert answer.undo is not None
        answer.undo()
        until.set()
        holder.join()
        while afterwards._left:
            await asyncio.sleep(LOOP_S)

    asyncio.run(run())

    state = State(settings, store)
    kept = [stored.load_by_root(state, stored.root_of(one)) for one in store.keys(stored.PREFIX)]
    statuses = [one.response["status"] for one in kept if one is not None]
    assert conversations.items_of(state, "conv_1") == []
    assert statuses == (["failed"] if how == "fail" else [])
