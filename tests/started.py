"""Processes that tests start: forked from a nursery, or by themselves, and looked at alike."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, NamedTuple, Protocol

import msgspec

from tests.nursery import ROOT, Order
from tests.patience import exit_code

STOP_S = 20.0


class Process(Protocol):
    """What tests use of `subprocess.Popen[str]`, and may use of what is started otherwise."""

    pid: int
    stdout: IO[str] | None
    stderr: IO[str] | None

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once it has ended; raises subprocess.TimeoutExpired."""
        ...

    def communicate(self, *, timeout: float | None = None) -> tuple[str, str]:
        """Read all that it writes, and wait for its end; raises subprocess.TimeoutExpired."""
        ...

    def send_signal(self, sig: int) -> None:
        """Send it a signal, if it runs."""

    def terminate(self) -> None:
        """Tell it to stop."""

    def kill(self) -> None:
        """End it."""


class Forked:
    """A process of the nursery's; see `Process`.

    Args:
        news: where the nursery tells its process and its exit code.
        stdout: what it writes; None where that is nobody's business here.
        stderr: likewise.
    """

    def __init__(self, news: int, stdout: IO[str] | None, stderr: IO[str] | None) -> None:
        self._news = os.fdopen(news)
        self.stdout = stdout
        self.stderr = stderr
        self._code: int | None = None
        self.pid = int(self._line())

    def poll(self) -> int | None:
        """See Process."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """See Process."""
        if self._code is None:
            if not select.select([self._news], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            self._code = int(self._line())
            self._news.close()
        return self._code

    def communicate(self, *, timeout: float | None = None) -> tuple[str, str]:
        """See Process; only time to spare counts, see `patience`."""
        files = [one for one in (self.stdout, self.stderr) if one is not None]
        texts: list[str] = [""] * 2

        def read(place: int) -> None:
            if not files[place].closed:
                texts[place] = files[place].read()

        readers = [threading.Thread(target=read, args=(one,)) for one in range(len(files))]
        for reader in readers:
            reader.start()
        if timeout is None:
            self.wait()
        else:
            exit_code(self, timeout)
        for reader in readers:
            reader.join(timeout)
        for file in files:
            file.close()
        return texts[0], texts[1]

    def send_signal(self, sig: int) -> None:
        """See Process."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def terminate(self) -> None:
        """See Process."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """See Process."""
        self.send_signal(signal.SIGKILL)

    def _line(self) -> str:
        line = self._news.readline()
        assert line, "the nursery of servers has ended"
        return line


class Ended(NamedTuple):
    """How a process has ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class _Nursery:
    """The one nursery of this process, from when it is first wanted."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def order(self, order: Order, files: Sequence[int]) -> None:
        """Have something run."""
        if self._control is None:
            self._control = self._open()
        socket.send_fds(self._control, [msgspec.msgpack.encode(order)], files)

    def close(self) -> None:
        """End it, and all that it has forked."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait(STOP_S)
        self._control = self._process = None

    def _open(self) -> socket.socket:
        control, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(its.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for whoever runs the tests
                pass_fds=[its.fileno()],
            )
        return control


_nursery = _Nursery()
close_nursery = _nursery.close


def start(
    module: str,
    flags: Sequence[str],
    stderr: IO[str] | None = None,
    stdout: IO[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    is_apart: bool = False,
    descriptors: int | None = None,
) -> Forked:
    """Have the nursery run `python -m MODULE FLAGS`.

    Args:
        module: what to run.
        flags: its arguments.
        stderr: where its errors go; None is a pipe.
        stdout: where all else goes that it writes; None is a pipe.
        environ: its environment; None is this process's.
        is_apart: whether it has a session, and so a group, of its own.
        descriptors: how many it may have; None is as many as everybody.
    """
    environ = dict(os.environ if environ is None else environ)
    order = Order(module, list(flags), environ, str(ROOT), is_apart, descriptors)
    news, its_news = os.pipe()
    out, its_out = _ends(stdout)
    err, its_err = _ends(stderr)
    try:
        _nursery.order(order, [its_out, its_err, its_news])
    finally:
        for one in (its_out, its_err, its_news):
            os.close(one)
    return Forked(news, out, err)


def run(
    module: str, *flags: str, environ: Mapping[str, str] | None = None, timeout_s: float = STOP_S
) -> Ended:
    """Run `python -m MODULE FLAGS` to its end, by `start`."""
    process = start(module, flags, environ=environ)
    out, err = process.communicate(timeout=timeout_s)
    return Ended(process.wait(), out, err)


def _ends(file: IO[str] | None) -> tuple[IO[str] | None, int]:
    """Return what is read of what a process writes, and where it writes that."""
    if file is not None:
        return None, os.dup(file.fileno())
    read, write = os.pipe()
    return os.fdopen(read), write
