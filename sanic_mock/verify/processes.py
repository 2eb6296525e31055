"""The processes of a verification: the server under test, the client that drives it, and a control.

Each is pinned to a core of its own where there are two, ended by its id, and ended by the kernel
should the verifier itself be killed.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import IO

import msgspec

from sanic_mock.errors import StartError
from sanic_mock.verify.control import READY
from sanic_mock.verify.order import Tell
from sanic_mock.verify.question import ClientJob, ClientReport, TimedAnswer

START_S = 60.0
STOP_S = 5.0

_PR_SET_PDEATHSIG = 1  # prctl(2)


class Cores(msgspec.Struct, frozen=True):
    """Which cores the server and the client may use; empty sets pin nothing."""

    server: frozenset[int]
    client: frozenset[int]

    def __str__(self) -> str:
        if not self.client:
            return "server and client share one core"
        return f"server on core {_joined(self.server)}, client on core {_joined(self.client)}"


class Served(msgspec.Struct):
    """A server that is ready."""

    host: str
    port: int


def cores(workers: int) -> Cores:
    """Return a core for the client and one for the server, or all others for several workers."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(allowed) < 2:
        return Cores(frozenset(), frozenset())
    server = allowed[:1] if workers == 1 else allowed[:-1]
    return Cores(frozenset(server), frozenset(allowed[-1:]))


@contextmanager
def server(
    flags: Sequence[str], environ: Mapping[str, str], place: frozenset[int], said: list[str]
) -> Iterator[Callable[[], Served]]:
    """Run a server; yields what waits until it is ready.

    Args:
        flags: its command line.
        environ: its environment.
        place: cores it may use.
        said: takes the lines of its stderr when it has ended.
    """
    command = [sys.executable, "-m", "sanic_mock", *flags]
    with tempfile.TemporaryFile() as errors, _process(command, environ, place, errors) as process:
        try:
            yield partial(_ready, process, errors)
        finally:
            _end(process)
            said += _lines(errors)


def drive(
    job: ClientJob, environ: Mapping[str, str], place: frozenset[int], progress: Tell
) -> tuple[list[TimedAnswer], list[int]]:
    """Run the client to its end; returns its answers and its lags in ns."""
    command = [sys.executable, "-m", "sanic_mock.verify.client"]
    answers: list[TimedAnswer] = []
    lags: list[int] | None = None
    with tempfile.TemporaryFile() as errors, _process(command, environ, place, errors) as process:
        try:
            for told in _reports(process, job):
                if told.answer is not None:
                    answers.append(told.answer)
                elif told.lags is not None:
                    lags = told.lags
                else:
                    progress(told.done)
        finally:
            _end(process)
        if lags is None:
            raise StartError(f"the client of verify ended: {' '.join(_lines(errors)[-1:])}")
    return answers, lags


@contextmanager
def control(environ: Mapping[str, str], place: frozenset[int]) -> Iterator[list[int]]:
    """Run a process that only waits; yields a list that has its lags, ns, when it has ended."""
    command = [sys.executable, "-m", "sanic_mock.verify.control"]
    lags: list[int] = []
    with tempfile.TemporaryFile() as errors, _process(command, environ, place, errors) as process:
        assert process.stdout is not None
        try:
            if process.stdout.readline() != READY:
                raise StartError(f"the control did not start: {' '.join(_lines(errors)[-1:])}")
            yield lags
            lags += json.loads(process.communicate(timeout=STOP_S)[0])
        finally:
            _end(process)


@contextmanager
def _process(
    command: Sequence[str], environ: Mapping[str, str], place: frozenset[int], errors: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    with _uninterrupted():
        process = subprocess.Popen(
            command,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl-C is the verifier's business, which ends all in order
            preexec_fn=partial(_prepare, place, os.getpid()),
        )
    with process:
        yield process


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait: Python drops what is raised in a hook of its fork, as `logging` has some."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare(place: frozenset[int], parent: int) -> None:
    """Run in the child before its program: pin it, and tie its life to the verifier's."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if place:
        os.sched_setaffinity(0, place)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _reports(process: subprocess.Popen[bytes], job: ClientJob) -> Iterator[ClientReport]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(job))
    process.stdin.close()
    decode = msgspec.json.Decoder(ClientReport).decode
    for line in process.stdout:
        yield decode(line)


def _ready(process: subprocess.Popen[bytes], errors: IO[bytes]) -> Served:
    """Read the start-up block to its end; raises StartError where there is none."""
    assert process.stdout is not None
    block, until_s = b"", time.monotonic() + START_S
    while b"\n  try " not in block:
        left_s = max(0.0, until_s - time.monotonic())
        if not select.select([process.stdout], [], [], left_s)[0]:
            raise StartError(f"the server was not ready within {START_S:.0f} s")
        if not (part := os.read(process.stdout.fileno(), 4096)):
            process.wait(STOP_S)
            raise StartError(f"the server did not start: {' '.join(_lines(errors)[-1:])}")
        block += part
    found = re.search(rb"http://(\S+):(\d+)/v1", block)
    if found is None:
        raise StartError("the server does not say where it listens")
    return Served(found[1].decode().strip("[]"), int(found[2]))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End one process of ours, with its workers: politely, then for certain."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the session that it was started in
        process.wait()


def _lines(errors: IO[bytes]) -> list[str]:
    errors.seek(0)
    return [line for line in errors.read().decode(errors="replace").splitlines() if line.strip()]


def _joined(place: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(place)))
