"""A channel between a parent and a worker, both ends in this process."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sanic_mock.server import descriptor_pair
from sanic_mock.server.channel import Channel, Tallies
from sanic_mock.server.descriptor_pair import LostDescriptorError
from sanic_mock.server.shortage import Shortage
from tests.server.descriptors import descriptors_left


@pytest.fixture
def channel() -> Iterator[Channel]:
    one = Channel(Tallies(1).row(0), socket.AF_UNIX)
    yield one
    one.close()


def handed(channel: Channel) -> tuple[bool, socket.socket]:
    """Hand one end of a new connection on; return whether it was taken, and the client's end."""
    connection, client = socket.socketpair()
    is_handed = channel.hand(connection)
    connection.close()
    return is_handed, client


def test_a_connection_is_counted_while_it_is_queued_while_it_lives_and_no_longer(
    channel: Channel,
) -> None:
    assert (channel.load, channel.queued) == (0, 0)
    _, client = handed(channel)
    assert (channel.load, channel.queued) == (1, 1)
    connection = channel.accept()
    assert (channel.load, channel.queued) == (1, 0)
    connection.sendall(b"hello")
    assert client.recv(9) == b"hello"
    connection.close()
    client.close()
    channel.note_end()
    assert (channel.load, channel.queued) == (0, 0)


def test_nothing_to_accept_is_said_without_waiting(channel: Channel) -> None:
    with pytest.raises(BlockingIOError):
        channel.accept()


def test_a_full_channel_says_so_and_loses_nothing_when_it_is_taken_back(channel: Channel) -> None:
    with ExitStack() as stack:
        clients = []
        while (last := handed(channel))[0]:
            clients.append(stack.enter_context(last[1]))
        last[1].close()
        assert len(clients) == channel.queued == channel.load > 50
        mine = stack.enter_context(channel.accept())

        back = [stack.enter_context(one) for one in channel.take_back()]

        assert len(back) == len(clients) - 1
        assert (channel.load, channel.queued) == (1, 0)
        for connection, client in zip((mine, *back), clients, strict=True):
            client.sendall(b"?")
            assert connection.recv(1) == b"?"


def test_a_connection_without_a_descriptor_stays_queued(channel: Channel) -> None:
    with ExitStack() as stack:
        client = stack.enter_context(handed(channel)[1])
        with descriptors_left(0), pytest.raises(OSError, match="Too many open files"):
            channel.accept()
        assert (channel.load, channel.queued) == (1, 1)

        stack.enter_context(channel.accept()).sendall(b"?")

        assert client.recv(1) == b"?"


def test_nothing_to_accept_is_no_shortage(channel: Channel) -> None:
    with descriptors_left(0), pytest.raises(BlockingIOError):
        channel.accept()
    channel.parents.close()
    with descriptors_left(0), pytest.raises(EOFError):
        channel.accept()


@pytest.mark.parametrize("receive", [Channel.accept, lambda channel: next(channel.take_back())])
def test_a_connection_that_is_lost_is_told_and_counted_no_longer(
    receive: Callable[[Channel], object],
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where another thread takes the last descriptor between look and receipt."""
    monkeypatch.setattr(descriptor_pair, "_check_left", lambda end, count: None)
    shortage = Shortage([0, 0])
    with handed(channel)[1], descriptors_left(0):
        with pytest.raises(LostDescriptorError) as lost:
            receive(channel)
        shortage.note(lost.value)

    assert (channel.load, channel.queued) == (0, 0)
    assert "a connection was lost" in caplog.text
    assert "out of file descriptors" in shortage.recent()


def test_a_worker_that_receives_nothing_between_two_looks_is_seen(channel: Channel) -> None:
    assert [channel.look(), channel.look()] == [False, False]
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(handed(channel)[1])
        assert [channel.look(), channel.look()] == [False, True]
        stack.enter_context(channel.accept())
        assert [channel.look(), channel.look()] == [False, True]


def test_a_worker_that_was_asleep_is_awake_when_it_has_taken_the_knock(channel: Channel) -> None:
    channel.was_stuck = True
    channel.knock()
    assert channel.is_asleep

    with pytest.raises(BlockingIOError):
        channel.accept()

    assert not channel.is_asleep
    assert (channel.load, channel.queued) == (0, 0)


def test_a_worker_says_once_that_it_is_ready(channel: Channel) -> None:
    assert not channel.is_ready()
    channel.say_ready()
    assert channel.is_ready()
    assert not channel.is_ready()


def test_a_parent_that_has_gone_is_an_end(channel: Channel) -> None:
    channel.parents.close()

    with pytest.raises(EOFError):
        channel.accept()


def test_a_new_channel_begins_with_an_empty_row() -> None:
    row = Tallies(1).row(0)
    row[0], row[1] = 7, 5
    channel = Channel(row, socket.AF_UNIX)

    assert (channel.load, channel.queued) == (0, 0)
    channel.close()
