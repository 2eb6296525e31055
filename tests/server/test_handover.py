"""Connections go from one process to another with what was read of them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from errno import EMFILE, ENOSPC
from pathlib import Path

import pytest

from sanic_mock.server.handover import Gone, Pipe
from tests.server.descriptors import descriptors_left


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    """Both ends in one process."""
    one = Pipe()
    yield one
    one.close()
    one.close_sender()


@pytest.mark.parametrize("received", [b"", b"POST", b"x" * 3_000_000])
def test_what_was_read_comes_with_the_connection(pipe: Pipe, received: bytes) -> None:
    ours, client = socket.socketpair()
    with ours, client:
        assert pipe.send(ours.fileno(), received, 12.5, is_continued=True)
        with pipe.accept() as connection:
            assert connection.received == received
            assert (connection.deadline_s, connection.is_continued) == (12.5, True)
            client.sendall(b"more")
            assert connection.recv(10) == b"more"


def open_files() -> int:
    """Return how many descriptors this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_is_left_open(pipe: Pipe) -> None:
    before = open_files()
    ours, client = socket.socketpair()
    with ours, client:
        pipe.send(ours.fileno(), b"x")
        pipe.accept().close()
    assert open_files() == before


def test_what_cannot_be_written_is_sent_later_and_leaves_nothing_open(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(file: int, content: bytes) -> int:
        raise OSError(ENOSPC, "no space")

    before = open_files()
    with monkeypatch.context() as patched:
        patched.setattr("sanic_mock.server.handover.os.write", write)
        assert not pipe.send(0, b"x")
    assert open_files() == before


@pytest.mark.parametrize("left", [0, 1])
def test_who_has_no_descriptor_left_is_told_and_loses_nothing(pipe: Pipe, left: int) -> None:
    before = open_files()
    ours, client = socket.socketpair()
    with ours, client:
        pipe.send(ours.fileno(), b"first")
        with descriptors_left(left), pytest.raises(OSError, match="Too many open files") as raised:
            pipe.accept()
        assert raised.value.errno == EMFILE
        with pipe.accept() as connection:
            assert connection.received == b"first"
    assert open_files() == before


def test_a_pipe_that_is_full_says_so_and_keeps_all(pipe: Pipe) -> None:
    ours, client = socket.socketpair()
    with ours, client:
        count = 0
        while pipe.send(ours.fileno(), b"%d" % count):
            count += 1
        assert count > 0
        for number in range(count):
            with pipe.accept() as connection:
                assert connection.received == b"%d" % number
        with pytest.raises(BlockingIOError):
            pipe.accept()


def test_who_sends_to_nobody_is_told(pipe: Pipe) -> None:
    ours, client = socket.socketpair()
    pipe.close()
    with ours, client, pytest.raises(Gone):
        pipe.send(ours.fileno())


def test_who_waits_for_nobody_is_told(pipe: Pipe) -> None:
    pipe.close_sender()
    assert pipe.is_ended()
    with pytest.raises(EOFError):
        pipe.accept()
