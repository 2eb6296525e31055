"""What a worker does on threads, as it takes too long for its loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from time import thread_time
from typing import TypeVar

from msgspec.structs import replace

from sanic_mock.dialects.answer import Events, Feed, Whole
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.rendering import is_large, ready
from sanic_mock.dialects.vendor import Vendor
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.json_size import check_size
from sanic_mock.engine.offload import briefly, patiently
from sanic_mock.errors import Lengthy, Problem
from sanic_mock.server.error_answers import problem_of
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route
from sanic_mock.server.wishing import BodyWish, chosen_route, wish_in

_Done = TypeVar("_Done")


async def attempted(chance: Chance, case: bytes) -> bytes:
    """Return the chance of the next attempt at a case, which may be long, or others may count."""
    run = asyncio.get_running_loop().run_in_executor
    first = await run(None, chance.hash, case)
    try:
        return chance.attempt(first)
    except Lengthy:  # another worker counts just now: that is waited for elsewhere
        return await run(None, chance.attempt, first)


async def on_thread(work: Callable[[], _Done], threads: Executor | None = None) -> _Done:
    """Do work on a thread, of the loop's own or of others, as long as somebody waits for it."""
    waiting = [True]
    run = asyncio.get_running_loop().run_in_executor
    try:
        return await run(threads, patiently, work, lambda: bool(waiting), thread_time)
    finally:
        waiting.clear()


async def briefly_on_thread(work: Callable[[], _Done]) -> _Done:
    """Do work on a thread that has milliseconds for files; raises Lengthy where it takes longer."""
    return await asyncio.get_running_loop().run_in_executor(None, briefly, work, thread_time)


def operated(
    state: State, vendor: Vendor, operation: Operation, call: Call
) -> Whole | Events | Feed:
    """Answer a call of a profile's vendor, whichever profile runs by then."""
    try:
        if refusal := vendor.refusal(call.head, operation):
            raise refusal
        if not operation.takes_files:
            check_size(call.body)
        return operation.answer(state, call)
    except Lengthy:
        raise
    except Exception as error:
        problem = problem_of(error, lambda refusal, model: vendor.refused(refusal))
        return operation.error(problem, call.digest, int(call.now_s))


def choose_route(route: Route, body: bytes) -> tuple[Route, BodyWish | None]:
    """Return the route that a body leads to, and what it asks for; a huge one leads nowhere."""
    if route.choice is not None:
        try:
            check_size(body)
        except Problem:
            return route, None
    chosen = chosen_route(route, body)
    return chosen, wish_in(chosen, body)


def finished(route: Route, body: bytes, digest: bytes) -> Planned:
    """Answer; a stream that is due and left as it is is rendered, too, unless sent in slices."""
    planned = route.variant.steps.answer(route, body, digest, check_size)
    answer = planned.answer
    if planned.plan is not None or planned.is_shaped:
        return planned
    if isinstance(answer, Whole) or is_large(answer):
        return planned
    return replace(planned, answer=ready(answer))
