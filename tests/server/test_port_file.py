"""`-port-file`: which port a server got, for whoever cannot read its output."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from sanic_mock.errors import StartError
from sanic_mock.server.port_file import PortFile
from sanic_mock.server.sockets import listen
from sanic_mock.server.stopping import FORCED
from sanic_mock.testing import serve
from tests.patience import exit_code
from tests.processes import serving_apart
from tests.reached import wait_stopping
from tests.requests import chat, post
from tests.started import run
from tests.talking import ask, serving_quietly

_HEALTH = b"GET /health HTTP/1.1\r\nHost: mock\r\n\r\n"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_port_is_in_the_file_while_the_server_answers(tmp_path: Path, workers: str) -> None:
    file = tmp_path / "port"
    with serving_quietly("-workers", workers, "-port-file", str(file)) as server:
        assert file.read_text() == f"{server.port}\n"
        assert ask(server, _HEALTH).status == 200
    assert list(tmp_path.iterdir()) == []


def test_a_stop_that_does_not_wait_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    with (
        serving_apart("-latency", "5m", "-port-file", str(file)) as server,
        server.connect() as connection,
    ):
        connection.sendall(post(chat()))
        server.process.send_signal(signal.SIGTERM)
        wait_stopping(file)
        server.process.send_signal(signal.SIGTERM)
        assert exit_code(server.process, 20.0) == FORCED
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_server_has_left_is_no_port_of_the_next(tmp_path: Path) -> None:
    file = tmp_path / "port"
    with serving_apart("-port-file", str(file)) as server:
        server.process.kill()
        exit_code(server.process, 20.0)
    assert file.exists()
    PortFile(str(file))
    assert not file.exists()


def test_the_file_is_never_seen_half_written(tmp_path: Path) -> None:
    file = tmp_path / "port"
    port_file = PortFile(str(file))
    assert not file.exists()
    port_file.write(54321)
    assert file.read_text() == "54321\n"
    port_file.remove()
    port_file.remove()
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_another_server_is_not_removed(tmp_path: Path) -> None:
    file = tmp_path / "port"
    first = PortFile(str(file))
    first.write(1)
    second = PortFile(str(file))
    second.write(2)
    first.remove()
    assert file.read_text() == "2\n"


@pytest.mark.parametrize("text", ["", "port: 8000\n", "123456789\n", "80"])
def test_a_file_that_says_anything_else_is_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(text)
    with pytest.raises(StartError, match=r"profile\.yaml exists and is none; choose another"):
        PortFile(str(file))
    assert file.read_text() == text


def test_where_it_cannot_be_is_one_clear_line_before_anything_is_served(tmp_path: Path) -> None:
    done = run("sanic_mock", "-port", "0", "-port-file", str(tmp_path / "none" / "port"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"sanic-mock: -port-file {tmp_path}/none/port cannot be written: "
        "No such file or directory\n"
    )


def test_a_port_that_is_taken_leaves_no_file(tmp_path: Path) -> None:
    first = listen("127.0.0.1", 0)
    with first.socket, pytest.raises(StartError, match="is in use"):
        listen("127.0.0.1", first.port, str(tmp_path / "port"))
    assert list(tmp_path.iterdir()) == []


def test_a_unix_socket_has_none(tmp_path: Path) -> None:
    done = run("sanic_mock", "-host", f"unix:{tmp_path}/socket", "-port-file", "port")
    assert done.returncode == 2
    assert "-port-file: does nothing with host unix:" in done.stderr


def test_a_mock_in_a_test_writes_it_too(tmp_path: Path) -> None:
    file = tmp_path / "port"
    with serve(port_file=str(file)) as mock:
        assert file.read_text() == f"{mock.port}\n"
    assert list(tmp_path.iterdir()) == []
