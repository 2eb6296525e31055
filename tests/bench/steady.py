"""`python -m tests.bench steady --minutes 10`: full rate with faults and aborts, all observed.

Nothing is killed. Memory and descriptors are looked at all the time; after the first third, in
which rings and caches fill, neither may grow.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import mean
from time import monotonic, sleep
from typing import IO

from tests.bench.machine import pin
from tests.bench.report import Table, number, say
from tests.bench.servers import Place
from tests.processes import descendants, memory_bytes
from tests.requests import chat, post
from tests.serving import Server, started, wait_ready
from tests.talking import ask, receive, reset

PROFILE = """
faults:
  - {type: status, code: 500, p: 0.02}
  - {type: status, code: 429, p: 0.02, retry_after: 10ms}
  - {type: cut, after: {tokens: 2}, p: 0.02}
observe: {ledger: 2000, metrics: true, keep_bodies: true, writes: true}
match:
  - {model: "gpt-4o", values: {ttft: {base: 2ms}, itl: {token: 1ms}, tokens: {output: 20}}}
"""
_WARM = 1 / 3
# Asks a server for something.
Kind = Callable[[Server, Random], None]
_LOOK_S = 1.0
_PIPELINED = 16
_KEYS, _TEXTS = 50_000, 5_000
_ALLOWED = 0.05


@dataclass
class Looks:
    """What was seen of a server, second by second.

    Attributes:
        memory: bytes of all its processes.
        descriptors: open in all of them.
    """

    memory: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)

    def look(self, server: Server) -> None:
        """Look once more."""
        family = [server.process.pid, *descendants(server.process.pid)]
        self.memory.append(sum(map(memory_bytes, family)))
        self.descriptors.append(sum(map(_descriptors, family)))

    def warm(self) -> list[int]:
        """Return the memory of all looks behind the warm-up."""
        return self.memory[self._first_warm() :]

    def warm_descriptors(self) -> int:
        """Return how many descriptors were open when the warm-up was over."""
        return self.descriptors[self._first_warm()]

    def by_tenths(self) -> list[int]:
        """Return the memory at the end of each tenth of the time, the warm-up included."""
        return self.memory[:: max(1, len(self.memory) // 10)][1:]

    def _first_warm(self) -> int:
        return int(len(self.memory) * _WARM)


@dataclass(frozen=True)
class Seen:
    """What came of it.

    Attributes:
        requests: how many were answered, by the server's own count.
        errors: lines that it wrote.
        code: with which it ended.
    """

    requests: int
    errors: int
    code: int


def measure(minutes: float, place: Place) -> Iterator[Table]:
    """Yield one table."""
    pin(0, place.cores.every)
    profile = place.scratch / "steady.yaml"
    profile.write_text(PROFILE)
    looks = Looks()
    errors = place.scratch / "steady.err"
    flags = ("-seed", "7", "-workers", "2", "-profile", str(profile))
    with errors.open("w") as written, _running(flags, written) as server:
        stop_s = monotonic() + minutes * 60
        kinds = (_plain, _plain, _leaving)
        threads = [
            threading.Thread(target=_ask, args=(kind, server, Random(place), stop_s))
            for place, kind in enumerate(kinds)
        ]
        for thread in threads:
            thread.start()
        while monotonic() < stop_s:
            sleep(_LOOK_S)
            looks.look(server)
            say(f"{stop_s - monotonic():.0f} s left, {number(looks.memory[-1] / 1e6)} MB")
        for thread in threads:
            thread.join()
        sleep(_LOOK_S)
        looks.look(server)
        requests, code = _counted(server), server.stop()
    seen = Seen(requests, len(errors.read_text().splitlines()), code)
    yield Table(f"{minutes:g} minutes at full rate", ("", "seen"), _rows(looks, seen))


@contextmanager
def _running(flags: Sequence[str], errors: IO[str]) -> Iterator[Server]:
    """Run a server that may say much: a pipe that nobody reads would hold it up."""
    process = started(flags, stderr=errors, is_forked=False)
    try:
        yield wait_ready(process)
    finally:
        process.kill()


def _counted(server: Server) -> int:
    """Return how many requests a server has answered, by its own count."""
    metrics = ask(server, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body
    counts = re.findall(rb"^sanic_mock_requests_total\{.*\} (\d+)$", metrics, re.MULTILINE)
    return sum(map(int, counts))


def _rows(looks: Looks, seen: Seen) -> list[tuple[str, str]]:
    warm = looks.warm()
    tenth = max(1, len(warm) // 10)
    first, last = mean(warm[:tenth]), mean(warm[-tenth:])
    drift = last / first - 1
    return [
        ("requests, by the server's count", f"{seen.requests:,}"),
        ("memory at each tenth, MB", " ".join(f"{one / 1e6:.0f}" for one in looks.by_tenths())),
        ("memory behind the warm-up, MB", f"{number(first / 1e6)} to {number(last / 1e6)}"),
        ("most, MB", number(max(warm) / 1e6)),
        ("grown", f"{drift:+.1%}, {'flat' if abs(drift) <= _ALLOWED else 'not flat'}"),
        (
            "descriptors behind the warm-up and at last",
            f"{looks.warm_descriptors()}, {looks.descriptors[-1]}",
        ),
        ("lines of errors", str(seen.errors)),
        ("exit code", str(seen.code)),
    ]


def _ask(kind: Kind, server: Server, chance: Random, stop_s: float) -> None:
    while monotonic() < stop_s:
        with suppress(OSError, AssertionError):  # a fault has cut the connection
            kind(server, chance)


def _plain(server: Server, chance: Random) -> None:
    """Ask some requests on one connection; a fault may end it."""
    with server.connect() as connection:
        requests = [_request(chance) for _ in range(_PIPELINED)]
        for _ in range(_PIPELINED):
            connection.sendall(b"".join(requests))
            receive(connection, _PIPELINED)


def _leaving(server: Server, chance: Random) -> None:
    """Ask for a stream that takes its time, and leave in its middle, one way or the other."""
    with server.connect() as connection:
        connection.sendall(post(chat("leave", model="gpt-4o", stream=True)))
        connection.recv(100)
        if chance.random() < 0.5:
            reset(connection)


def _request(chance: Random) -> bytes:
    key = f"Authorization: Bearer sk-steady-client-{chance.randrange(_KEYS):012d}"
    body = chat(f"text {chance.randrange(_TEXTS)} " + "x" * chance.randrange(200))
    return post(body, key)


def _descriptors(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0
