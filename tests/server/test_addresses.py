"""Where a server can listen: both kinds of IP at once, or a UNIX socket."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from sanic_mock.server.unix import UnixListener
from tests.large import LARGE
from tests.patience import exit_code
from tests.processes import descendants, named, wait_until
from tests.reached import wait_read_by, wait_stopping
from tests.requests import chat, post
from tests.serving import STOP_S, responses
from tests.started import Process, run, start
from tests.talking import ask, receive, serving_quietly

WORKER_COUNTS = ["1", "2"]


@contextmanager
def listening(path: Path, *flags: str) -> Iterator[tuple[Process, str]]:
    """Serve on a UNIX socket until the block ends; yields the process and its start block."""
    process = start("sanic_mock", ["-host", f"unix:{path}", *flags])
    assert process.stdout is not None
    try:
        banner = ""
        while "  try " not in banner:
            line = process.stdout.readline()
            assert line, f"it does not start: {banner}"
            banner += line
        yield process, banner
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            exit_code(process, STOP_S)
        process.kill()
        process.communicate()


@contextmanager
def connected(path: Path) -> Iterator[socket.socket]:
    """Connect to a UNIX socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10.0)
        client.connect(str(path))
        yield client


def refused(*flags: str) -> str:
    """Return what a command that cannot start says."""
    found = run("sanic_mock", *flags)
    assert found.returncode in (1, 2)
    assert found.stdout == ""
    return found.stderr


def answer(path: Path) -> httpx.Response:
    """Ask over a UNIX socket."""
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path))) as client:
        return client.post("http://localhost/v1/chat/completions", content=chat())


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has no IPv6")
@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_all_addresses_are_those_of_ip_4_and_6(workers: str) -> None:
    with serving_quietly("-host", "::", "-workers", workers) as server:
        assert f"http://127.0.0.1:{server.port}/v1 (on all interfaces)" in server.banner
        assert ask(server, post(chat())).status == 200
        with socket.create_connection(("::1", server.port)) as connection:
            connection.sendall(post(chat()))
            assert responses(receive(connection))[0].status == 200


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_unix_socket_is_served_and_leaves_no_file(tmp_path: Path, workers: str) -> None:
    path = tmp_path / "a mock.sock"
    with listening(path, "-workers", workers) as (process, banner):
        assert f"unix:{path}, as http://localhost/v1" in banner
        assert answer(path).status_code == 200
        process.terminate()
        assert exit_code(process, STOP_S) == 0
        assert not path.exists()


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_large_request_over_a_unix_socket_is_answered(tmp_path: Path, workers: str) -> None:
    path = tmp_path / "mock.sock"
    with listening(path, "-workers", workers) as (process, _):
        with connected(path) as connection:
            for request in (post(chat()), LARGE, post(chat())):
                connection.sendall(request)
                assert responses(receive(connection))[0].status == 200
        assert "mock-large" in map(named, descendants(process.pid))


def test_the_curl_line_of_a_unix_socket_works(tmp_path: Path) -> None:
    with listening(tmp_path / "a mock.sock") as (_, banner):
        line = banner.splitlines()[-1].partition("try")[2]
        found = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)

    assert '"object": "chat.completion"' in found.stdout


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_unix_socket_is_removed_by_a_stop_that_does_not_wait(
    tmp_path: Path, workers: str
) -> None:
    path = tmp_path / "mock.sock"
    flags = ("-latency", "20s", "-workers", workers)
    with listening(path, *flags) as (process, _), connected(path) as client:
        client.sendall(post(chat()))
        wait_read_by(lambda: connected(path))
        process.send_signal(signal.SIGINT)
        wait_stopping(path)
        process.send_signal(signal.SIGINT)
        assert exit_code(process, STOP_S) == 130
        assert not path.exists()


def test_the_file_of_a_server_that_was_killed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "mock.sock"
    with listening(path) as (process, _):
        process.kill()
        exit_code(process, STOP_S)
    assert path.is_socket()
    with listening(path):
        assert answer(path).status_code == 200


def test_a_unix_socket_that_is_served_is_left_to_its_server(tmp_path: Path) -> None:
    path = tmp_path / "mock.sock"
    with listening(path):
        assert refused("-host", f"unix:{path}") == (
            f"sanic-mock: {path} is in use; "
            "choose another with -host unix:PATH, or stop what listens there\n"
        )
        assert answer(path).status_code == 200


def test_a_path_that_cannot_be_a_socket_is_one_clear_line(tmp_path: Path) -> None:
    file, nowhere, long = tmp_path / "file", tmp_path / "no" / "mock.sock", tmp_path / ("x" * 150)
    file.write_text("precious")

    assert refused("-host", f"unix:{file}") == (
        f"sanic-mock: {file} exists and is no socket; choose another with -host\n"
    )
    assert refused("-host", f"unix:{nowhere}") == (
        f"sanic-mock: {nowhere} cannot be made: there is no folder {nowhere.parent}\n"
    )
    assert "is too long for a socket" in refused("-host", f"unix:{long}")
    assert file.read_text() == "precious"


def test_a_port_beside_a_unix_socket_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mock.sock"

    assert refused("-host", f"unix:{path}", "-port", "8000") == (
        f"sanic-mock: -port: does nothing with host unix:{path}; a UNIX socket has no port\n"
    )


def test_the_port_of_a_platform_goes_behind_a_flag_that_needs_none(tmp_path: Path) -> None:
    path = tmp_path / "mock.sock"
    environ = {**os.environ, "PORT": "8000"}
    process = start("sanic_mock", ["-host", f"unix:{path}"], environ=environ)
    try:
        wait_until(path.exists)
        assert answer(path).status_code == 200
    finally:
        process.terminate()
        process.communicate(timeout=STOP_S)
    assert process.wait() == 0


def test_the_umask_says_who_may_connect(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        listener = UnixListener(str(tmp_path / "mock.sock"))
    finally:
        os.umask(before)
    with listener.socket:
        assert stat.S_IMODE((tmp_path / "mock.sock").stat().st_mode) == 0o700


def test_the_file_of_another_server_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "mock.sock"
    first = UnixListener(str(path))
    first.socket.close()
    second = UnixListener(str(path))

    first.remove()

    with second.socket:
        assert path.is_socket()
    second.remove()
    assert not path.exists()


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("[::1]", "alone, the port with -port"),
        ("127.0.0.1:8000", "alone, the port with -port"),
        ("http://127.0.0.1", "alone, the port with -port"),
        ("300.1.1.1", "with -host"),
    ],
)
def test_a_host_that_is_none_is_one_clear_line(host: str, wanted: str) -> None:
    ended = run("sanic_mock", "-port", "0", "-host", host)

    said = f"sanic-mock: host {host} is not known; want an address of this machine {wanted}\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)
