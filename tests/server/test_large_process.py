"""The process for large requests begins when it is wanted, and ends with its server."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.large import LARGE, LARGE_BODY, keeper, large_process, spare
from tests.patience import exit_code
from tests.processes import descendants, named, serving_apart, wait_until, written
from tests.reached import wait_read, wait_stopping
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import ask, receive

KINDS = pytest.mark.parametrize("workers", ["1", "2"])
# counted for some seconds
BUSY = post(chat("\u00e4 b" * 3_400_000, model="gpt-4.1"))


def is_gone(pid: int) -> bool:
    """Return whether a process has ended."""
    return not named(pid)


def are_gone(pids: list[int]) -> bool:
    """Return whether processes have ended."""
    return not any(map(named, pids))


@KINDS
def test_one_that_is_killed_is_started_again(workers: str) -> None:
    with serving_apart("-workers", workers) as server:
        for _ in range(2):
            assert ask(server, LARGE).status == 200
            pid = large_process(server)
            os.kill(pid, signal.SIGKILL)
            wait_until(partial(is_gone, pid))
        assert ask(server, LARGE).status == 200
        server.stop()
        assert "the process for large requests ended with -9" in written(server)


def open_connections(server: Server) -> int:
    """Return how many connections are told as open; that which asks is one."""
    told = ask(server, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").body.decode()
    return int(re.findall(r"^sanic_mock_connections (\d+)", told, re.MULTILINE)[0])


@KINDS
@pytest.mark.parametrize("of_whom", [large_process, keeper])
def test_the_connections_of_one_that_is_killed_are_open_no_more(
    workers: str, of_whom: Callable[[Server], int]
) -> None:
    with serving_apart("-workers", workers, "-metrics") as server, server.connect() as connection:
        connection.sendall(BUSY)
        wait_until(lambda: large_process(server))
        wait_until(lambda: open_connections(server) == 2)
        os.kill(of_whom(server), signal.SIGKILL)
        wait_until(lambda: open_connections(server) == 1)


@KINDS
def test_when_its_keeper_is_killed_the_spare_keeps_it(workers: str) -> None:
    with serving_apart("-workers", workers) as server:
        for _ in range(2):  # the spare, and the spare's
            assert ask(server, LARGE).status == 200
            wait_until(lambda: spare(server))
            family = [keeper(server), large_process(server)]
            assert all(family)
            os.kill(family[0], signal.SIGKILL)
            wait_until(partial(are_gone, family))
            wait_until(lambda: keeper(server))
        assert ask(server, LARGE).status == 200
        assert large_process(server)
        processes = len(descendants(server.process.pid))
        assert processes == 3 + (int(workers) if workers != "1" else 0), "one is left unreaped"
        assert server.stop() == 0
        assert written(server).count("its spare has taken its place") == 2


@KINDS
def test_a_spare_that_is_killed_is_started_again(workers: str) -> None:
    with serving_apart("-workers", workers) as server:
        wait_until(lambda: spare(server))
        first = spare(server)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: spare(server) not in (0, first))
        assert server.stop() == 0
        assert "spare keeper of large requests ended with -9" in written(server)


@KINDS
def test_where_all_keepers_were_killed_a_thread_answers(workers: str) -> None:
    with serving_apart("-workers", workers) as server:
        assert ask(server, LARGE).status == 200
        wait_until(lambda: spare(server))
        family = [spare(server), keeper(server), large_process(server)]
        os.kill(family[1], signal.SIGSTOP)  # it is to start no spare
        for pid in family[:2]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(named, family)))
        time.sleep(0.5)  # the kernel closes what they had open a moment later
        for _ in range(3):
            assert ask(server, LARGE).status == 200
        assert server.stop() == 0


@KINDS
def test_one_that_idles_with_much_memory_ends_and_begins_anew(workers: str) -> None:
    with serving_apart("-workers", workers, module="tests.growing") as server:
        with server.connect() as connection:
            connection.sendall(LARGE)
            receive(connection)
            first = large_process(server)
            wait_until(partial(is_gone, first))
            connection.sendall(LARGE)  # on what was handed back
            receive(connection)
            assert large_process(server) not in (0, first)
        assert server.stop() == 0
        assert written(server) == ""


@KINDS
@pytest.mark.parametrize("request_", [LARGE, BUSY], ids=["idle", "busy"])
def test_none_is_left_when_the_server_is_killed(workers: str, request_: bytes) -> None:
    with serving_apart("-workers", workers) as server, server.connect() as connection:
        assert ask(server, LARGE).status == 200
        connection.sendall(request_)
        family = descendants(server.process.pid)
        server.process.kill()
        wait_until(lambda: not any(map(named, family)))


@KINDS
@pytest.mark.parametrize("is_whole", [False, True])
def test_a_stop_lets_it_finish_what_it_answers(workers: str, is_whole: bool) -> None:
    with serving_apart("-workers", workers) as server, server.connect(30) as connection:
        assert ask(server, LARGE).status == 200
        request = BUSY if is_whole else post(LARGE_BODY)
        connection.sendall(request if is_whole else request[:-10])
        time.sleep(0.1)
        family = descendants(server.process.pid)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        connection.sendall(b"" if is_whole else request[-10:])
        received = receive(connection, timeout_s=30)
        assert responses(received)[0].status in (200, 400)
        assert exit_code(server.process, 20.0) == 0
        assert not any(map(named, family))


@KINDS
def test_a_second_signal_ends_it_in_the_middle(tmp_path: Path, workers: str) -> None:
    port_file = tmp_path / "port"
    flags = ("-workers", workers, "-port-file", str(port_file))
    with serving_apart(*flags) as server, server.connect(30) as connection:
        assert ask(server, LARGE).status == 200
        connection.sendall(LARGE[:-10])
        wait_read(server)
        family = descendants(server.process.pid)
        server.process.send_signal(signal.SIGTERM)
        wait_stopping(port_file)
        server.process.send_signal(signal.SIGTERM)
        assert exit_code(server.process, 10.0) == 130
        wait_until(lambda: not any(map(named, family)))
