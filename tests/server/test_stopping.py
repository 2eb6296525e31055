"""No stop loses a request: what has come is answered, and the exit code says if it was not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.server.sockets import listen
from tests.patience import exit_code
from tests.processes import serving_apart, stopped, wait_until, written
from tests.reached import wait_read, wait_stopping
from tests.requests import chat, post
from tests.serving import ROOT, START_S, STOP_S, command, responses
from tests.slow_start import UNTIL
from tests.started import run, start
from tests.talking import opened, receive, reset

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
WORKER_COUNTS = ["1", "2"]
FLAGS = [("-workers", "1"), ("-workers", "2"), ("-tls", "self-signed")]


def reply(connection: socket.socket) -> bytes:
    """Return all that is sent until the server closes."""
    received = b""
    while data := connection.recv(1 << 16):
        received += data
    return received


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_connections_that_nobody_has_accepted_are_answered(workers: str) -> None:
    with serving_apart("-workers", workers) as server, ExitStack() as stack:
        with stopped(server.process.pid):
            waiting = [stack.enter_context(server.connect(20)) for _ in range(60)]
            for one in waiting:
                one.sendall(post(chat()))
            server.process.send_signal(signal.SIGTERM)

        assert [responses(reply(one))[0].status for one in waiting] == [200] * 60
        assert exit_code(server.process, STOP_S) == 0
        assert written(server) == ""


def test_connections_to_a_unix_socket_are_answered_too(tmp_path: Path) -> None:
    path = str(tmp_path / "mock.sock")
    process = start("sanic_mock", ["-host", f"unix:{path}"])
    assert process.stdout is not None
    try:
        process.stdout.readline()
        with ExitStack() as stack:
            waiting = [
                stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                for _ in range(20)
            ]
            with stopped(process.pid):
                for one in waiting:
                    one.settimeout(20)
                    one.connect(path)
                    one.sendall(post(chat()))
                process.send_signal(signal.SIGTERM)
            assert [responses(reply(one))[0].status for one in waiting] == [200] * 20
        assert exit_code(process, STOP_S) == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("begun", [0, 20])
def test_whoever_asks_while_it_stops_is_told_that_it_closes(tmp_path: Path, begun: int) -> None:
    """Who has sent nothing has done so before the stop is seen; others may take their time."""
    port_file, request = tmp_path / "port", post(chat())
    with serving_apart("-port-file", str(port_file)) as server:
        with server.connect() as kept, server.connect() as under_way:
            kept.sendall(request)
            receive(kept)
            under_way.sendall(post(chat(), "x-mock-latency: 20s"))
            kept.sendall(request[:begun])
            wait_read(server)
            with stopped(server.process.pid):
                server.process.send_signal(signal.SIGTERM)
                kept.sendall(request[:20][begun:])
            wait_stopping(port_file)
            kept.sendall(request[20:])
            response = responses(reply(kept))[0]
            reset(under_way)  # nobody waits for it any longer

        assert (response.status, response.header("connection")) == (200, "close")
        assert exit_code(server.process, STOP_S) == 0


# Who expects something is answered by Sanic.
EXPECT = "Expect: 100-continue"
UNDER_WAY: dict[str, tuple[str, dict[str, Any]]] = {
    "whole": ("", {}),
    "stream": ("", {"stream": True}),
    "faulty": ("x-mock-fault: trickle;bytes=1000;gap=1ms", {}),
    "faulty stream": ("x-mock-fault: torture;what=comments", {"stream": True}),
    "Sanic's": (EXPECT, {}),
    "Sanic's stream": (EXPECT, {"stream": True}),
    "Sanic's faulty": (f"x-mock-fault: trickle;bytes=1000;gap=1ms\r\n{EXPECT}", {}),
    "Sanic's faulty stream": (f"x-mock-fault: torture;what=comments\r\n{EXPECT}", {"stream": True}),
}


@pytest.mark.parametrize("flags", [(), ("-network", "same-region"), ("-tls", "self-signed")])
def test_an_answer_that_leaves_while_it_stops_says_that_it_is_the_last(
    flags: tuple[str, ...],
) -> None:
    """A client that keeps its connections would ask on one that is about to be closed."""
    with ExitStack() as stack:
        server = stack.enter_context(serving_apart("-latency", "3000", *flags))
        asked = [stack.enter_context(opened(server)) for _ in UNDER_WAY]
        for connection, (field, further) in zip(asked, UNDER_WAY.values(), strict=True):
            connection.sendall(post(chat(**further), *filter(None, [field])))
        wait_read(server)
        server.process.send_signal(signal.SIGTERM)
        replies = [reply(one).replace(CONTINUE, b"") for one in asked]
        if (
            "-tls" in flags
        ):  # of which both sides tell the end, as who reads that it is the last does
            for connection in asked:
                connection.close()
        assert exit_code(server.process, STOP_S) == 0
    for answer in (responses(one)[0] for one in replies):
        assert (answer.status, answer.header("connection")) == (200, "close")


def test_what_was_asked_early_is_answered_and_the_last_answer_says_so() -> None:
    """Of two requests on one connection, the first answer has another behind it."""
    with serving_apart("-latency", "2000") as server, server.connect() as connection:
        connection.sendall(post(chat()) * 2)
        wait_read(server)
        server.process.send_signal(signal.SIGTERM)
        found = responses(reply(connection))
        assert [one.header("connection") for one in found] == ["keep-alive", "close"]
        assert exit_code(server.process, STOP_S) == 0


@pytest.mark.parametrize("flags", FLAGS)
def test_whoever_never_asks_is_not_waited_for(flags: tuple[str, str]) -> None:
    with serving_apart(*flags) as server, server.connect(STOP_S):
        wait_read(server)
        assert server.stop() == 0


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_the_exit_code_says_that_answers_were_cut(tmp_path: Path, workers: str) -> None:
    port_file = tmp_path / "port"
    flags = ("-latency", "20s", "-workers", workers, "-port-file", str(port_file))
    with serving_apart(*flags) as server, ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(server.connect()).sendall(post(chat(stream=True)))
        wait_read(server)
        server.process.send_signal(signal.SIGTERM)
        wait_stopping(port_file)

        assert server.stop() == 130


def knows_signals(pid: int) -> bool:
    """Return whether Python has got so far that SIGTERM waits or is handled."""
    status = Path(f"/proc/{pid}/status").read_text()
    masks = re.findall(r"(?m)^Sig(?:Blk|Cgt):\s+(\w+)", status)
    return any(int(mask, 16) & 1 << signal.SIGTERM - 1 for mask in masks)


@pytest.mark.parametrize("workers", WORKER_COUNTS)
@pytest.mark.parametrize("after_s", [0.0, 0.2, 0.5, 0.8])
def test_a_stop_that_comes_before_it_is_ready_is_one(workers: str, after_s: float) -> None:
    process = subprocess.Popen(command("-workers", workers), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: knows_signals(process.pid))
        time.sleep(after_s)
        process.send_signal(signal.SIGTERM)
        assert exit_code(process, START_S) == 0  # most of it is the rest of its start
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_stop_that_comes_long_before_it_is_ready_is_one(workers: str, tmp_path: Path) -> None:
    """However long it takes to load, who has come meanwhile is answered."""
    path, loaded = str(tmp_path / "mock.sock"), tmp_path / "loaded"
    environ = os.environ | {UNTIL: str(loaded)}
    flags = ["-host", f"unix:{path}", "-workers", workers]
    process = start("tests.slow_start", flags, environ=environ)
    try:
        wait_until(Path(path).exists)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as waiting:
            waiting.settimeout(START_S)
            waiting.connect(path)
            waiting.sendall(post(chat()))
            loaded.touch()
            assert responses(reply(waiting))[0].status == 200
        assert exit_code(process, STOP_S) == 0
    finally:
        process.kill()
        process.communicate()


def test_a_listener_that_lets_none_come_loses_none_that_has() -> None:
    listening = listen("127.0.0.1", 0)
    with listening.socket, socket.create_connection(("127.0.0.1", listening.port)) as first:
        listening.let_none_come()
        with pytest.raises(TimeoutError):
            socket.create_connection(("127.0.0.1", listening.port), 0.3)
        first.sendall(b"hello")
        with listening.socket.accept()[0] as accepted:
            accepted.setblocking(True)
            assert accepted.recv(5) == b"hello"
        with pytest.raises(BlockingIOError):
            listening.socket.accept()


def test_the_help_names_each_exit_code() -> None:
    codes = run("sanic_mock", "help").stdout.partition("Exit codes:")[2]
    assert re.findall(r"(?m)^  (\d+)  +\S", codes) == ["0", "1", "2", "3", "130"]
