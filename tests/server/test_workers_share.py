"""Connections over several workers: shared evenly, and none is lost with a worker."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import pytest

from tests.processes import (
    serving_apart,
    sockets,
    stopped,
    wait_until,
    worker_processes,
    written,
)
from tests.requests import chat, post
from tests.serving import Server, responses, wait_ready
from tests.started import start
from tests.talking import ask, receive

REQUEST = post(chat(max_tokens=4))


@contextmanager
def connected(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Open connections and send a request on each; read nothing."""
    with ExitStack() as stack:
        found = [stack.enter_context(server.connect()) for _ in range(count)]
        for one in found:
            one.sendall(REQUEST)
        yield found


def is_answered(connection: socket.socket) -> bool:
    """Return whether the request that was sent has been answered well."""
    return responses(receive(connection))[0].status == 200


@pytest.mark.parametrize("workers", [2, 4])
def test_connections_are_shared_evenly(workers: int) -> None:
    with serving_apart("-workers", str(workers)) as server:
        family = worker_processes(server.process.pid)
        before = [sockets(pid) for pid in family]
        for count in (8, 16, 64):
            with connected(server, count) as connections:
                assert all(map(is_answered, connections))
                loads = [sockets(pid) - had for pid, had in zip(family, before, strict=True)]
            assert sum(loads) == count
            assert max(loads) <= 1.1 * count / workers
            wait_until(lambda: sum(map(sockets, family)) == sum(before))


def test_connections_that_end_make_room_for_others() -> None:
    with serving_apart("-workers", "2") as server:
        family = worker_processes(server.process.pid)
        before = [sockets(pid) for pid in family]

        def loads() -> list[int]:
            return [sockets(pid) - had for pid, had in zip(family, before, strict=True)]

        with connected(server, 12) as first:
            assert all(map(is_answered, first))
            for one in first[::2]:  # all of one worker's
                one.close()
            wait_until(lambda: sum(loads()) == 6)
            assert sorted(loads()) == [0, 6]
            time.sleep(0.3)  # counts are relied on once they have not changed for a while
            with connected(server, 6) as further:
                assert all(map(is_answered, further))
                assert loads() == [6, 6]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_connection_that_comes_while_the_server_starts_waits_for_its_answer(workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = start("sanic_mock", ["-port", str(port), "-workers", workers])
    early = Server(process, port, "")
    try:
        with ExitStack() as stack:

            def is_connected() -> bool:
                with suppress(ConnectionRefusedError):
                    connections.append(stack.enter_context(early.connect()))
                return bool(connections)

            connections: list[socket.socket] = []
            wait_until(is_connected)
            connections += [stack.enter_context(early.connect()) for _ in range(4)]
            for one in connections:
                one.sendall(REQUEST)
            assert all(map(is_answered, connections))
        wait_ready(process)
        assert early.stop() == 0
    finally:
        process.kill()
        process.communicate()


def test_a_worker_that_is_killed_loses_no_connection_it_has_not_received() -> None:
    with serving_apart("-workers", "2") as server:
        victim = worker_processes(server.process.pid)[0]
        with stopped(victim), connected(server, 20) as connections:
            os.kill(victim, signal.SIGKILL)
            assert all(map(is_answered, connections))
            wait_until(partial(is_replaced, server, victim))
        assert server.stop() == 0
        assert written(server) == "worker 0 ended with -9; it is started again\n"


def test_a_worker_that_does_nothing_keeps_no_connection_waiting() -> None:
    with serving_apart("-workers", "2") as server:
        victim, other = worker_processes(server.process.pid)
        before = [sockets(victim), sockets(other)]
        with connected(server, 20) as connections:
            assert all(map(is_answered, connections))
            with stopped(victim), connected(server, 20) as further:
                assert all(map(is_answered, further))
                assert sockets(other) - before[1] == 30

        wait_until(lambda: [sockets(victim), sockets(other)] == before)
        with connected(server, 20) as connections:  # it has its share again
            wait_until(lambda: sockets(victim) > before[0])
            assert all(map(is_answered, connections))
        assert server.stop() == 0


def test_all_workers_that_do_nothing_keep_their_connections() -> None:
    with serving_apart("-workers", "2") as server:
        one, other = worker_processes(server.process.pid)
        with stopped(one), stopped(other), connected(server, 20) as connections:
            os.kill(one, signal.SIGCONT)
            os.kill(other, signal.SIGCONT)
            assert all(map(is_answered, connections))
        assert server.stop() == 0


def test_a_burst_of_connections_is_answered_to_the_last() -> None:
    with serving_apart("-workers", "2") as server, connected(server, 3000) as connections:
        assert all(map(is_answered, connections))


def test_a_worker_that_ends_again_and_again_is_told_of_twice() -> None:
    with serving_apart("-workers", "2") as server:
        for _ in range(3):
            victim = worker_processes(server.process.pid)[1]
            os.kill(victim, signal.SIGKILL)
            wait_until(partial(is_replaced, server, victim))
        assert ask(server, REQUEST).status == 200
        assert server.stop() == 0
        assert len(written(server).splitlines()) == 2


def is_replaced(server: Server, gone: int) -> bool:
    """Return whether another process has come in place of one."""
    family = worker_processes(server.process.pid)
    return gone not in family and len(family) == 2
