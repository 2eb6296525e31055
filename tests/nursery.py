"""Forks servers from a process that has loaded what each of them loads: a start costs a third.

`python -m tests.nursery N` takes orders from the socket N until whoever gives them is gone, and
ends then what it has forked. That is as `python -m MODULE` leaves it, but for what is loaded, its
parent, and the seed of Python's hashes, which all of them share. A server that is given no seed
draws one of a few, which are drawn here: their texts are there, as are those of usual seeds. Large
texts are fewer.

Before an order nothing is decided: modules are imported, vocabularies read, and texts and two
tables made that are what each server would make; no other cache of sanic_mock's own is filled.
There is one thread, no loop, and nothing is sent.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO

import msgspec

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 1 << 17  # of an order
MODULES = (
    *("sanic_mock.cli", "sanic_mock.server.run", "sanic_mock.expectations", "sanic_mock.verify"),
    *("faker", "uvloop"),
)
VOCABULARIES = ("o200k_base", "cl100k_base")
DIMENSIONS = 1536
PADDED = 8_000  # ends of chunks, which have each of 1,021 paddings
USUAL_SEEDS = (1, 7)  # of servers that are given one
# What is written at most of large texts, and how many at least: a sixteenth and a half of what a
# server writes, for that takes one to five seconds.
POOL_BYTES = 1 << 20
LEAST_TEXTS = 2


class Order(msgspec.Struct, frozen=True):
    """What is to be run.

    Args:
        module: its name, as `python -m` takes it.
        flags: its arguments.
        environ: its environment.
        folder: where it runs.
        is_apart: whether it has a session of its own.
        descriptors: how many it may have; None is as many as everybody.
    """

    module: str
    flags: list[str]
    environ: dict[str, str]
    folder: str
    is_apart: bool = False
    descriptors: int | None = None


class Nursery:
    """Takes orders, forks for each, and tells how what it forked has ended.

    Args:
        control: where orders come from, each with two files to write to and a pipe, which is told
            the process and, in the end, its exit code, a line each.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ, self._take)
        self._born: Order | None = None
        self._is_open = True
        self._told: dict[int, tuple[int, int]] = {}  # by process: what shows its end, and the pipe

    def run(self) -> Order | None:
        """Return an order in each process that is forked for one, and None here, in the end."""
        while self._is_open and self._born is None:
            for key, _ in self._selector.select():
                key.data()
                if self._born is not None:
                    return self._born
        self._end_all()
        return None

    def _take(self) -> None:
        data, files, _, _ = socket.recv_fds(self._control, MOST_BYTES, 3)
        if not data:
            self._is_open = False
            return
        out, err, pipe = files
        order = msgspec.msgpack.decode(data, type=Order)
        process = os.fork()
        if not process:
            self._forget()
            _become(order, out, err)
            os.close(pipe)
            self._born = order
            return
        os.close(out)
        os.close(err)
        _tell(pipe, process)
        end = os.pidfd_open(process)
        self._told[process] = end, pipe
        self._selector.register(end, selectors.EVENT_READ, partial(self._note_end, process))

    def _note_end(self, process: int) -> None:
        end, pipe = self._told.pop(process)
        self._selector.unregister(end)
        _tell(pipe, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        os.close(end)
        os.close(pipe)

    def _forget(self) -> None:
        """Leave nothing of this to a process that was forked."""
        self._selector.close()
        self._control.close()
        for files in self._told.values():
            for file in files:
                os.close(file)
        self._told.clear()

    def _end_all(self) -> None:
        for process in self._told:
            os.kill(process, signal.SIGKILL)


def load() -> None:
    """Load what servers load, and let none of it be looked at for garbage."""
    from sanic_mock.server.set_aside import set_aside

    with set_aside():
        for module in MODULES:
            __import__(module)
    import faker
    import toktok

    faker.Faker("en_US")
    for name in VOCABULARIES:
        toktok._encoding(name).count("")
    _make_tables()
    _make_texts()
    gc.collect()
    gc.freeze()


def _make_tables() -> None:
    """Make the sizes of an embedding's numbers, and all paddings of chunks."""
    from sanic_mock.dialects.openai.chat.suffixes import letters
    from sanic_mock.engine.embedding import Embedder

    Embedder("", DIMENSIONS).printed("", DIMENSIONS)
    for number in range(PADDED):
        letters(b"%d" % number, 0)


def _make_texts() -> None:
    """Make the texts of a few seeds, as many as are kept, and have no others drawn."""
    from sanic_mock.engine import text_pool
    from sanic_mock.profile import building
    from sanic_mock.settings import Settings

    text_pool.BUDGET_BYTES, text_pool.LEAST_BODIES = POOL_BYTES, LEAST_TEXTS
    drawn = [building.draw_seed() for _ in range(text_pool.KEPT_PROFILES - len(USUAL_SEEDS))]
    for seed in (*USUAL_SEEDS, *drawn):
        text_pool.make_bodies(Settings("", seed=seed))
    building.draw_seed = partial(random.SystemRandom().choice, drawn)


def be(order: Order) -> None:
    """Be the command."""
    sys.argv = [order.module, *order.flags]
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)


def _become(order: Order, out: int, err: int) -> None:
    """Have the files, the folder and the limits of what was ordered."""
    sys.stdout, sys.stderr = _standard_file(out, 1), _standard_file(err, 2)
    if order.is_apart:
        os.setsid()
    if order.descriptors is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (order.descriptors, order.descriptors))
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environ)


def _standard_file(file: int, place: int) -> TextIO:
    """Put a file in the place of a standard one; it may be one that cannot be sought in."""
    os.dup2(file, place)
    os.close(file)
    # as Python opens its own: only errors are written by the line
    return open(place, "w", buffering=1 if place == 2 else -1, closefd=False)


def _tell(pipe: int, number: int) -> None:
    with suppress(BrokenPipeError):
        os.write(pipe, b"%d\n" % number)


def main() -> None:
    """Serve orders; what is forked returns from here as the command ends."""
    control = socket.socket(fileno=int(sys.argv[1]))
    load()
    order = Nursery(control).run()
    if order is not None:
        be(order)


if __name__ == "__main__":
    main()
