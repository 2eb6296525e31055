"""The command as a process: how it starts, what it says, how it stops."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.patience import Patience, exit_code, within
from tests.processes import descendants, named, serving_apart, written
from tests.reached import wait_read, wait_stopping
from tests.requests import chat, post
from tests.serving import ROOT, STOP_S, Server, command, responses, started, wait_ready
from tests.sharing import sharing
from tests.started import run, start
from tests.talking import ask, receive, serving_quietly

SIGNALS = [signal.SIGINT, signal.SIGTERM]
WORKER_COUNTS = ["1", "2"]
LISTENS_S = 15.0


def test_the_start_block_says_all_that_is_needed() -> None:
    flags = ("--profile", "realistic-network", "-seed", "99")
    with serving_quietly(*flags) as server:
        banner = server.banner

    assert re.search(rf"http://127\.0\.0\.1:{server.port}/v1\b", banner)
    assert re.search(r"\bprofile +realistic-network\b", banner)
    assert re.search(r"\bseed +99\b", banner)
    assert re.search(r"\b30 ?ms\b.*\b70 ?ms\b|\b50 ?ms\b.*\b20 ?ms\b", banner)
    assert f"curl http://127.0.0.1:{server.port}/v1/chat/completions" in banner
    assert len(banner.splitlines()) <= 10


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_terminal_shows_the_start_block_and_nothing_else(workers: str) -> None:
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sanic_mock", "-port", "0", "-workers", workers],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
        env=os.environ | {"SANIC_IGNORE_PRODUCTION_WARNING": ""},
    )
    os.close(its)
    try:
        shown = ""
        while "try  " not in shown:
            shown += os.read(ours, 65536).decode()
    finally:
        process.terminate()
        exit_code(process, STOP_S)
        os.close(ours)

    assert shown.startswith("sanic-mock is ready\r\n")


def test_the_curl_line_of_the_start_block_works() -> None:
    with sharing() as server:
        line = next(line for line in server.banner.splitlines() if "curl" in line)
        found = subprocess.run(
            line.partition("try")[2], shell=True, capture_output=True, text=True, check=True
        )

    assert '"object": "chat.completion"' in found.stdout


def test_a_seed_that_was_drawn_is_told_and_gives_the_same_answers() -> None:
    # by processes of their own, for Python's hashes have a seed, too
    with serving_quietly(is_forked=False) as server:
        found = re.search(r"seed +(\d+)", server.banner)
        first = ask(server, post(chat(max_tokens=9))).body
    assert found
    with serving_quietly("-seed", found[1], is_forked=False) as server:
        again = ask(server, post(chat(max_tokens=9))).body

    assert first.split(b'"choices"')[1] == again.split(b'"choices"')[1]


@pytest.mark.parametrize(
    ("how", "workers", "stream"),
    [
        (signal.SIGINT, "1", False),
        (signal.SIGTERM, "1", True),
        (signal.SIGINT, "2", True),
        (signal.SIGTERM, "2", False),
    ],
)
def test_a_signal_stops_it_after_the_answers_under_way(
    how: signal.Signals, workers: str, stream: bool
) -> None:
    with serving_apart("-latency", "500", "-workers", workers) as server:
        with server.connect() as idle, server.connect() as connection:
            connection.sendall(post(chat(stream=stream)))
            wait_read(server)
            server.process.send_signal(how)
            response = responses(receive(connection))[0]
            code = exit_code(server.process, STOP_S)
            assert idle.recv(1) == b""

        assert response.status == 200
        assert response.body.endswith(b"data: [DONE]\n\n" if stream else b"}\n")
        assert code == 0
        assert written(server) == ""


@pytest.mark.parametrize("how", SIGNALS)
def test_an_answer_under_way_in_sanics_lane_is_finished_too(how: signal.Signals) -> None:
    with serving_apart("-latency", "500") as server:
        with server.connect() as connection:
            connection.sendall(post(chat(), "Connection: close"))
            wait_read(server)
            server.process.send_signal(how)
            response = responses(receive(connection))[0]

        assert response.status == 200
        assert exit_code(server.process, STOP_S) == 0
        assert written(server) == ""


@pytest.mark.parametrize(("how", "workers"), list(zip(SIGNALS, WORKER_COUNTS, strict=True)))
def test_an_idle_server_stops_at_once(how: signal.Signals, workers: str) -> None:
    with serving_apart("-workers", workers) as server, server.connect() as idle:
        idle.sendall(post(chat()))
        receive(idle)

        with within(15.0):  # half of what answers under way are given
            assert server.stop(how) == 0
        assert written(server) == ""


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_signal_that_comes_twice_at_once_is_one(workers: str) -> None:
    """As timeout(1) sends it: to the process, and to its group."""
    with serving_apart("-latency", "500", "-workers", workers) as server:
        with server.connect() as connection:
            connection.sendall(post(chat()))
            wait_read(server)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)
            assert responses(receive(connection))[0].status == 200

        assert exit_code(server.process, STOP_S) == 0


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_two_signals_stop_it_without_waiting_and_harm_nobody_beside_it(
    tmp_path: Path, workers: str
) -> None:
    """A shell script or a test run shares its process group with the server it started."""
    port_file = tmp_path / "port"
    flags = ("-latency", "20s", "-port-file", str(port_file))
    shell = ["sh", "-c", 'sleep 60 & exec "$@"', "sh", *command(*flags)]
    process = subprocess.Popen(
        [*shell, "-workers", workers],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        server = wait_ready(process)
        bystander = next(pid for pid in descendants(process.pid) if "sleep" in named(pid))
        with server.connect() as connection:
            connection.sendall(post(chat()))
            wait_read(server)
            process.send_signal(signal.SIGINT)
            wait_stopping(port_file)
            process.send_signal(signal.SIGINT)
            assert exit_code(process, STOP_S) == 130
        assert "sleep" in named(bystander)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_two_workers_serve_and_leave_no_process_behind() -> None:
    with serving_apart("-workers", "2") as server:
        for _ in range(20):
            assert ask(server, post(chat())).status == 200
        family = descendants(server.process.pid)
        assert len(family) >= 2
        assert server.stop() == 0
        assert written(server) == ""

        assert [pid for pid in family if named(pid)] == []


@pytest.mark.parametrize(("how", "workers"), list(zip(SIGNALS, WORKER_COUNTS, strict=True)))
def test_a_server_that_says_it_is_ready_can_be_asked_and_stopped(
    how: signal.Signals, workers: str
) -> None:
    """Whoever waits for the start block need not wait for anything else."""
    with serving_apart("-workers", workers) as server:
        assert server.stop(how) == 0
        assert written(server) == ""
    with serving_apart("-workers", workers) as server:
        assert ask(server, post(chat()), 2).status == 200
        assert server.stop(how) == 0
        assert written(server) == ""


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_port_in_use_is_one_clear_line(workers: str) -> None:
    with sharing() as server:
        second = run("sanic_mock", "-port", str(server.port), "-workers", workers)
        assert ask(server, post(chat())).status == 200

    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"sanic-mock: port {server.port} on 127.0.0.1 is in use; "
        "choose another with -port, or stop what listens there\n"
    )


def test_port_zero_takes_a_free_port_and_tells_it() -> None:
    with sharing() as one, serving_quietly() as other:
        assert one.port != other.port
        assert ask(one, post(chat())).status == ask(other, post(chat())).status == 200


def test_a_port_is_free_again_at_once() -> None:
    with serving_quietly() as server:
        ask(server, post(chat()))
    with socket.create_server(("127.0.0.1", server.port)):
        pass


def test_it_serves_though_nobody_reads_its_output() -> None:
    process = started(())
    server = wait_ready(process)
    assert process.stdout is not None
    process.stdout.close()
    try:
        for _ in range(3):
            assert ask(server, post(chat())).status == 200
    finally:
        assert server.stop() == 0
    assert written(server) == ""
    assert process.stderr is not None
    process.stderr.close()


def test_it_serves_without_an_output() -> None:
    """stdin, stdout and stderr closed, as some supervisors start their services."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "sanic_mock", "-port", str(port)]
    process = subprocess.Popen(
        ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words], cwd=ROOT, text=True
    )
    server = Server(process, port, "")
    try:
        wait_listening(server)
        assert ask(server, post(chat())).status == 200
        assert server.stop() == 0
    finally:
        process.kill()
        process.wait()


def wait_listening(server: Server) -> None:
    """Return when the port answers."""
    patience = Patience(LISTENS_S)
    while True:
        try:
            server.connect().close()
        except OSError:
            assert not patience.is_over(), "it does not listen"
            assert server.process.poll() is None, "it has stopped"
            time.sleep(0.05)
        else:
            return


def test_health_and_readiness_are_told() -> None:
    with sharing("--profile", "big-payload") as server:
        health = ask(server, b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n")
        ready = ask(server, b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n")

    assert (health.status, health.body) == (200, b'{"status":"ok"}\n')
    assert ready.status == 200
    assert b"big-payload" in ready.body


def test_the_environment_sets_the_port_of_a_platform() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = start("sanic_mock", (), environ={**os.environ, "PORT": str(port)})
    server = wait_ready(process)
    try:
        assert server.port == port
        assert ask(server, post(chat())).status == 200
    finally:
        code = server.stop()
        process.communicate()
    assert code == 0
