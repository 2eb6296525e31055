"""The generation word: a value is followed whole or not at all, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sanic_mock.shared.config import MOST_BYTES, Config


@contextmanager
def child(work: Callable[[], object]) -> Iterator[int]:
    """Run a function in a forked process, which is ended with the block."""
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_at_first_there_is_nothing_to_follow() -> None:
    assert Config(2).read() == (0, b"")


def test_each_value_has_the_next_generation() -> None:
    config = Config(1)

    assert [config.publish(value) for value in (b"one", b"", b"three")] == [1, 2, 3]
    assert config.read() == (3, b"three")


def test_a_worker_sees_what_another_process_published() -> None:
    config = Config(1)

    with child(lambda: config.publish(b"there")) as pid:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert config.read() == (1, b"there")


def test_who_published_knows_who_does_not_follow_yet() -> None:
    config = Config(3)
    for one in range(3):
        config.join(one)
    generation = config.publish(b"value")

    config.follow(1, generation)

    assert config.behind(generation) == [0, 2]
    config.follow(0, generation)
    config.follow(2, generation + 1)
    assert config.behind(generation) == []


def test_nobody_waits_for_who_never_came_has_left_or_has_died() -> None:
    config = Config(3)
    config.join(1)
    with child(lambda: config.join(2)) as pid:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    generation = config.publish(b"value")

    assert config.behind(generation) == [1]
    config.leave(1)
    assert config.behind(generation) == []


def test_who_takes_a_place_anew_follows_nothing_yet() -> None:
    config = Config(1)
    config.join(0)
    config.follow(0, config.publish(b"value"))

    config.join(0)

    assert config.behind(1) == [0]


def test_a_value_that_was_made_of_an_older_one_changes_nothing() -> None:
    config = Config(1)
    first = config.publish(b"first")

    assert config.publish(b"second", after=first) == 2
    assert config.publish(b"late", after=first) == 0
    assert config.read() == (2, b"second")


def test_a_value_rings_the_bells_of_all_until_they_hear_it() -> None:
    config = Config(2)
    config.publish(b"one")
    config.publish(b"two")

    for bell in config.bells:
        assert select.select([bell], [], [], 0)[0] == [bell]
        bell.hear()
        assert select.select([bell], [], [], 0)[0] == []


def test_what_does_not_fit_changes_nothing() -> None:
    config = Config(1)
    config.publish(b"kept")

    with pytest.raises(ValueError, match=str(MOST_BYTES)):
        config.publish(b"x" * (MOST_BYTES + 1))

    assert config.read() == (1, b"kept")
    assert config.publish(b"y" * MOST_BYTES) == 2
    assert config.read()[1] == b"y" * MOST_BYTES


def test_a_reader_never_sees_half_a_value_while_others_write() -> None:
    config = Config(1)
    values = [bytes([letter]) * 4000 for letter in b"abcdef"]

    def write() -> None:
        while True:
            for value in values:
                config.publish(value)

    with child(write), child(write):
        while config.generation < 10:
            pass
        for _ in range(20_000):
            _, value = config.read()
            assert value in values


def test_a_writer_may_be_killed_at_any_moment() -> None:
    config = Config(1)
    values = (b"a" * MOST_BYTES, b"b" * 10)

    def write() -> None:
        while True:
            for value in values:
                config.publish(value)

    for _ in range(20):
        before = config.generation
        with child(write):
            while config.generation < before + 3:
                pass
        assert config.read()[1] in values
    assert config.publish(b"still") == config.generation


def test_who_joins_waits_on_its_loop_for_who_publishes() -> None:
    config = Config(1)

    async def join() -> None:
        with ThreadPoolExecutor(1) as other:
            held, freed = threading.Event(), threading.Event()
            holding = other.submit(hold, config, held, freed)
            held.wait(10)
            threading.Timer(0.05, freed.set).start()
            config.join(0)
            holding.result()

    asyncio.run(join())

    assert config.behind(1) == [0]


def hold(config: Config, held: threading.Event, freed: threading.Event) -> None:
    with config._lock:
        held.set()
        freed.wait(10)
