"""Whose turn it is: the acceptor alone, with channels that no process reads."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from errno import EMFILE
from time import monotonic, sleep
from typing import NoReturn

import pytest

from sanic_mock.server.acceptor import SETTLED_NS, STUCK_S, UNCOUNTED, Acceptor
from sanic_mock.server.channel import Channel, Tallies
from sanic_mock.server.handover import Pipe
from sanic_mock.server.shortage import RETRY_S, Shortage
from tests.server.descriptors import descriptors_left


class Scene:
    """An acceptor with channels to workers that the test plays."""

    def __init__(self, stack: ExitStack, count: int) -> None:
        self._stack = stack
        self.listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.listener.setblocking(False)
        self.selector = stack.enter_context(selectors.DefaultSelector())
        self.shortage = Shortage([0, 0])
        self.acceptor = Acceptor(self.listener, self.selector, self.shortage)
        tallies = Tallies(count)
        self.channels = [Channel(tallies.row(number), socket.AF_INET) for number in range(count)]
        for channel in self.channels:
            stack.callback(channel.close)
            self.acceptor.add(channel)

    def connect(self, count: int) -> None:
        """Open connections and let the acceptor hand them on."""
        for _ in range(count):
            self._stack.enter_context(socket.create_connection(self.listener.getsockname()))
        self.acceptor.accept()

    def turn(self) -> list[int]:
        """Let the acceptor do what has come; return where it came from, but for the listener."""
        found = [key for key, _ in self.selector.select(0) if key.fileobj is not self.listener]
        for key in found:
            key.data()
        return [key.fd for key in found]

    @property
    def loads(self) -> list[int]:
        """How many connections each worker has."""
        return [channel.load for channel in self.channels]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(stack, 3)


def test_connections_go_in_turn(scene: Scene) -> None:
    loads = []
    for _ in range(4):
        scene.connect(1)
        loads.append(scene.loads)

    assert loads == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [2, 1, 1]]


class _FullProcess(Pipe):
    """A pipe from which nothing can be received, as there are no descriptors left."""

    def accept(self) -> NoReturn:
        """See Pipe."""
        raise OSError(EMFILE, "Too many open files")


def test_what_comes_back_and_finds_no_descriptor_is_noted_and_others_are_handed_on(
    scene: Scene,
) -> None:
    pipe = _FullProcess()
    scene.acceptor.listen_to(pipe)
    ours, client = socket.socketpair()
    with ours, client:
        pipe.send(ours.fileno())
    assert scene.turn() == [pipe.fileno()]
    assert scene.turn() == []  # until it is tried again
    scene.acceptor.tend(monotonic() + RETRY_S)
    assert scene.turn() == [pipe.fileno()]
    scene.acceptor.listen_no_more_to(pipe)
    pipe.close()
    pipe.close_sender()
    scene.acceptor.tend(monotonic() + RETRY_S)
    scene.connect(2)

    assert "out of file descriptors" in scene.shortage.recent()
    assert scene.loads == [1, 1, 0]


def end(channel: Channel, count: int) -> None:
    """Let a worker receive connections and lose them."""
    for _ in range(count):
        channel.accept().close()
        channel.note_end()


def test_a_pool_is_shared_exactly_though_not_all_ends_are_counted_yet(scene: Scene) -> None:
    scene.connect(9)
    end(scene.channels[1], 3)

    scene.connect(9)

    assert scene.loads == [6, 3, 6]


def test_a_worker_that_has_far_fewer_is_next(scene: Scene) -> None:
    for _ in range(UNCOUNTED + 2):
        scene.connect(3)
    end(scene.channels[1], UNCOUNTED + 2)

    scene.connect(1)

    assert scene.loads == [UNCOUNTED + 2, 1, UNCOUNTED + 2]


def test_the_worker_that_has_fewest_is_next_once_all_ends_are_counted(scene: Scene) -> None:
    scene.connect(9)
    end(scene.channels[1], 2)
    sleep(2 * SETTLED_NS / 1e9)

    scene.connect(2)

    assert scene.loads == [3, 3, 3]


def test_what_a_dead_worker_has_not_received_goes_to_the_others(scene: Scene) -> None:
    scene.connect(9)
    scene.channels[0].accept().close()  # this one was its own

    scene.acceptor.remove(scene.channels[0])

    assert scene.loads[1:] == [4, 4]


def test_what_a_dead_worker_had_waits_for_descriptors(scene: Scene) -> None:
    scene.connect(9)

    with descriptors_left(0):
        scene.acceptor.remove(scene.channels[0])
        assert scene.loads == [3, 3, 3]
        assert "out of file descriptors" in scene.shortage.recent()
        assert not scene.acceptor.is_drained
    scene.acceptor.tend(monotonic() + RETRY_S)

    assert scene.loads[1:] == [5, 4]


def test_what_a_dead_worker_had_waits_for_descriptors_while_a_stop_drains_the_queue(
    scene: Scene,
) -> None:
    """Each that is handed on frees one, so that nobody is found to come, and some are left."""
    scene.connect(9)

    with descriptors_left(1):
        scene.acceptor.remove(scene.channels[0])
        scene.acceptor.drain()
        assert not scene.acceptor.is_drained
    scene.acceptor.tend(monotonic() + RETRY_S)

    assert scene.loads[1:] == [5, 4]


def test_what_a_sleeping_worker_has_not_received_goes_to_those_awake(scene: Scene) -> None:
    scene.connect(9)
    scene.acceptor.tend(monotonic() + STUCK_S)
    for channel in scene.channels[1:]:
        for _ in range(3):
            channel.accept().close()
    assert scene.loads == [3, 3, 3]

    scene.acceptor.tend(monotonic() + 2 * STUCK_S)

    assert scene.loads[1] + scene.loads[2] == 9
    assert scene.channels[0].is_asleep


def test_when_all_sleep_each_keeps_its_own(scene: Scene) -> None:
    scene.connect(9)
    for looks in range(1, 4):
        scene.acceptor.tend(monotonic() + looks * STUCK_S)

    assert scene.loads == [3, 3, 3]


def test_nobody_to_hand_to_leaves_connections_in_the_queue(scene: Scene) -> None:
    for channel in scene.channels:
        scene.acceptor.remove(channel)
    scene.connect(3)
    assert scene.acceptor.due_s < monotonic() + 1

    again = Channel(Tallies(1).row(0), socket.AF_INET)
    scene.acceptor.add(again)

    assert again.load == 3
    again.close()
