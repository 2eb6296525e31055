"""Connections whose other end is gone are told of, once, though nobody reads them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from sanic_mock.server.hangups import Hangups
from tests.talking import reset

Pair = tuple[socket.socket, socket.socket]
SOON_S = 5.0
QUIET_S = 0.05


def tcp_pair() -> Pair:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        return listener.accept()[0], client


def told_of(
    ours: socket.socket, change: Callable[[], object], *, is_forgotten: bool = False
) -> int:
    """Return how often it is told that the other end is gone, after a change."""

    async def watch() -> int:
        hangups, told, many = Hangups(), asyncio.Event(), 0

        def tell() -> None:
            nonlocal many
            many += 1
            told.set()

        hangups.watch(ours.fileno(), tell)
        if is_forgotten:
            hangups.forget(ours.fileno())
        change()
        try:
            await asyncio.wait_for(told.wait(), QUIET_S if is_forgotten else SOON_S)
            await asyncio.sleep(QUIET_S)
        except TimeoutError:
            pass
        return many

    return asyncio.run(watch())


def test_a_reset_is_told_once() -> None:
    ours, client = tcp_pair()
    with ours:
        assert told_of(ours, lambda: reset(client)) == 1


def test_so_is_a_unix_socket_that_is_closed() -> None:
    ours, client = socket.socketpair()
    with ours:
        assert told_of(ours, client.close) == 1


def test_so_is_the_answer_to_what_is_sent_to_one_who_is_gone() -> None:
    ours, client = tcp_pair()
    with ours:
        client.close()
        assert told_of(ours, lambda: ours.send(b"x")) == 1


@pytest.mark.parametrize("pair", [tcp_pair, socket.socketpair])
def test_both_halves_that_are_closed_are_told(pair: Callable[[], Pair]) -> None:
    ours, client = pair()
    with ours, client:
        client.shutdown(socket.SHUT_WR)
        assert told_of(ours, lambda: ours.shutdown(socket.SHUT_WR)) == 1


def test_what_is_forgotten_is_not_told() -> None:
    ours, client = tcp_pair()
    with ours:
        assert told_of(ours, lambda: reset(client), is_forgotten=True) == 0
