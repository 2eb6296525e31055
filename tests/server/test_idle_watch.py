"""Connections that idle are found by one timer, a few at a time."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import cast

import pytest

from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.idle_watch import APART_S, AT_ONCE, LEAST_S, IdleWatch

LIMIT_S = 120.0


class Loop:
    """A loop whose time passes when its next timer is due.

    Attributes:
        now_s: the time.
        timers: when what is due.
    """

    def __init__(self) -> None:
        self.now_s = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, delay_s: float, call: Callable[[], None]) -> None:
        """See asyncio."""
        self.timers.append((self.now_s + delay_s, call))

    def go_on(self) -> None:
        """Let the only timer be due."""
        ((self.now_s, call),) = self.timers
        self.timers.clear()
        call()


class Connection:
    """Notes when it is looked at.

    Args:
        loop: whose time it is.
        then: is called by who looks.
    """

    def __init__(self, loop: Loop, then: Callable[[Connection], None] | None = None) -> None:
        self._loop = loop
        self._then = then
        self.looks_s: list[float] = []

    def check_idle(self) -> None:
        """See Http1Protocol."""
        self.looks_s.append(self._loop.now_s)
        if self._then is not None:
            self._then(self)


def watched(loop: Loop, connections: set[Connection], limit_s: float = LIMIT_S) -> None:
    """Watch connections."""
    watch = IdleWatch(cast(set[Http1Protocol], connections), limit_s)
    watch.start(cast(AbstractEventLoop, loop))


def test_each_is_looked_at_twice_in_the_time_that_it_may_idle() -> None:
    loop, connections = Loop(), set[Connection]()
    watched(loop, connections)
    first = Connection(loop)
    connections.add(first)
    loop.go_on()
    second = Connection(loop)
    connections.add(second)
    loop.go_on()
    connections.remove(first)
    loop.go_on()

    assert (first.looks_s, second.looks_s) == ([60.0, 120.0], [120.0, 180.0])


@pytest.mark.parametrize("limit_s", [0.0, 0.1, 0.2])
def test_however_short_it_may_idle_the_loop_has_time_for_others(limit_s: float) -> None:
    loop = Loop()
    watched(loop, {one := Connection(loop)}, limit_s)
    loop.go_on()
    loop.go_on()

    assert one.looks_s == pytest.approx([LEAST_S, 2 * LEAST_S])


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 10 * AT_ONCE - 1])
def test_so_many_are_looked_at_at_once_and_then_others_have_their_turn(count: int) -> None:
    loop = Loop()
    connections = {Connection(loop) for _ in range(count)}
    watched(loop, connections)
    turns = max(1, -(-count // AT_ONCE))
    for turn in range(turns):
        loop.go_on()
        seen = sum(len(one.looks_s) for one in connections)
        assert seen == min(count, (turn + 1) * AT_ONCE)

    assert loop.now_s == pytest.approx(LIMIT_S / 2 + (turns - 1) * APART_S)
    loop.go_on()
    assert loop.now_s == pytest.approx(LIMIT_S + (turns - 1) * APART_S)


def test_who_ends_while_it_is_looked_at_hides_no_other() -> None:
    loop, connections = Loop(), set[Connection]()
    connections |= {Connection(loop, connections.discard) for _ in range(3 * AT_ONCE)}
    all_of_them = list(connections)
    watched(loop, connections)
    for _ in range(3):
        loop.go_on()

    assert {len(one.looks_s) for one in all_of_them} == {1}
    assert connections == set()
