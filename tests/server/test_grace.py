"""A stop takes no longer than the grace time, whatever is under way: what is not whole is cut."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.server.routes import LARGE_BODY
from tests.patience import exit_code
from tests.processes import serving_apart, worker_processes
from tests.reached import wait_read
from tests.requests import chat, post
from tests.serving import Server, serving
from tests.talking import opened, receive

ENDED = 130
FLAGS = [("-workers", "1"), ("-workers", "2"), ("-tls", "self-signed")]
# beyond the grace time, for what is stuck and a machine that is busy
MARGIN_S = 10.0
NONE = "grace: 0s\n"
SHORT = "grace: 20ms\n"
# more than the time within which what stands still is ended
LONG = "grace: 3500ms\nitl:\n  token: 30s\n"
SLOW = "grace: 300ms\nttft:\n  base: 60s\n"
UNREAD = "grace: 300ms\npayload: 1MiB\n"


@pytest.fixture
def profile(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return the file of a profile."""
    file = tmp_path / "graceful.yaml"
    file.write_text(getattr(request, "param", SLOW))
    return str(file)


def end(server: Server) -> int:
    """Tell a server to stop, and return its exit code."""
    server.process.send_signal(signal.SIGTERM)
    return exit_code(server.process, MARGIN_S)


def logged(server: Server) -> list[dict[str, Any]]:
    """Return the lines of an access log that a server has written, once it has ended."""
    assert server.process.stdout is not None
    lines = server.process.stdout.read().splitlines()
    return [json.loads(one) for one in lines if one.startswith("{")]


@pytest.mark.parametrize("flags", FLAGS)
def test_answers_that_take_longer_are_cut_which_is_said(
    flags: tuple[str, ...], profile: str
) -> None:
    with serving_apart("-profile", profile, *flags) as server, opened(server) as connection:
        connection.sendall(post(chat(stream=True)))
        wait_read(server)
        assert end(server) == 0
        assert server.process.stderr is not None
        said = server.process.stderr.read()
    assert "connections cut as not done 300ms after the stop began: 1" in said


@pytest.mark.parametrize("profile", [NONE], indirect=True)
@pytest.mark.parametrize("flags", FLAGS)
def test_who_asks_nothing_is_not_cut(flags: tuple[str, ...], profile: str) -> None:
    with (
        serving_apart("-profile", profile, *flags) as server,
        opened(server) as answered,
        opened(server),
    ):
        answered.sendall(post(chat()))
        receive(answered)
        assert end(server) == 0
        assert server.process.stderr is not None
        assert "cut as not done" not in server.process.stderr.read()


@pytest.mark.parametrize("way", [(), ("Connection: close",)])
@pytest.mark.parametrize("flags", FLAGS)
def test_what_is_cut_is_told_as_that(
    flags: tuple[str, ...], way: tuple[str, ...], profile: str
) -> None:
    told = ("-access-log", "json")
    with serving_apart("-profile", profile, *told, *flags) as server, opened(server) as connection:
        connection.sendall(post(chat(stream=True), *way))
        wait_read(server)
        assert end(server) == 0
        (line,) = logged(server)
    assert (line["ending"], line["sent_pieces"]) == ("stopped", 0)


@pytest.mark.parametrize("profile", [LONG], indirect=True)
@pytest.mark.parametrize("flags", FLAGS[:2])
def test_a_large_request_has_no_grace_time_of_its_own(flags: tuple[str, ...], profile: str) -> None:
    told = ("-access-log", "json")
    with (
        serving_apart("-profile", profile, *told, *flags) as server,
        opened(server) as small,
        opened(server) as large,
    ):
        small.sendall(post(chat(stream=True)))
        large.sendall(post(chat("word " * LARGE_BODY, stream=True, model="gpt-4.1")))
        assert large.recv(1)
        assert end(server) == 0
        lines = logged(server)
    assert [line["ending"] for line in lines] == ["stopped"] * 2


@pytest.mark.parametrize("profile", [SHORT], indirect=True)
@pytest.mark.parametrize("flags", FLAGS)
def test_what_python_cannot_interrupt_is_cut(flags: tuple[str, ...], profile: str) -> None:
    counted = post(chat("\u00e4 b" * 3_400_000, model="gpt-4.1"))  # a quarter of a second
    with serving_apart("-profile", profile, *flags) as server, opened(server) as connection:
        connection.sendall(counted)
        assert end(server) == 0


@pytest.mark.parametrize("profile", [UNREAD], indirect=True)
@pytest.mark.parametrize("flags", FLAGS)
def test_who_does_not_read_is_not_waited_for_longer(flags: tuple[str, ...], profile: str) -> None:
    with serving_apart("-profile", profile, *flags) as server, opened(server) as connection:
        connection.sendall(post(chat(stream=True)))
        assert connection.recv(1)
        assert end(server) == 0


def test_a_worker_that_stands_still_is_ended(profile: str) -> None:
    with serving_apart("-profile", profile, "-workers", "2") as server:
        os.kill(worker_processes(server.process.pid)[0], signal.SIGSTOP)
        assert end(server) == ENDED


def test_a_loop_that_stands_still_is_ended(profile: str) -> None:
    with serving("-profile", profile, module="tests.stuck") as server:
        assert end(server) == ENDED
        assert server.process.stderr is not None
        assert server.process.stderr.readline().startswith("Timeout")
