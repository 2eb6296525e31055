"""An event that takes little memory does what asyncio's does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.server.late_event import LateEvent

STEPS = ("set", "clear", "wait", "turn")


async def seen(make: Callable[[], Any], steps: Sequence[str]) -> list[object]:
    """Return whether an event is set after each step, and how many have been let go by then."""
    event, told, waiting = make(), list[object](), list[asyncio.Task[object]]()
    for step in steps:
        if step == "wait":
            waiting.append(asyncio.create_task(event.wait()))
        elif step == "turn":
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        else:
            getattr(event, step)()
        told.append((event.is_set(), sum(one.done() for one in waiting)))
    for one in waiting:
        one.cancel()
    told.append(await asyncio.gather(*waiting, return_exceptions=True))
    return [repr(one) for one in told]


@given(st.lists(st.sampled_from(STEPS), max_size=24))
def test_it_does_what_asyncios_does(steps: list[str]) -> None:
    assert asyncio.run(seen(LateEvent, steps)) == asyncio.run(seen(asyncio.Event, steps))


@pytest.mark.parametrize("is_set", [True, False])
def test_it_may_have_happened_from_the_start(is_set: bool) -> None:
    assert LateEvent(is_set=is_set).is_set() is is_set
