"""`python -m tests.bench soak --minutes 10`: all kinds of traffic while workers die or stand still.

Every few seconds a worker, or the process for large requests, is killed, or stopped and continued
later. What is left at the end is looked at: memory, descriptors, the exit code, orphans.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep

from tests.bench.machine import pin
from tests.bench.report import Table, number, say
from tests.bench.servers import Place
from tests.hostile.attacks import Attack, of_connections, of_schemas, of_shapes, ordinary
from tests.processes import descendants, memory_bytes
from tests.serving import Server, serving

WORKERS = 2
HARM_S = 3.0
STILL_S = (0.1, 2.0)
QUIET_S = 5.0
SIZES = (1024, 16_384, 300_000)


@dataclass
class Tally:
    """What happened.

    Attributes:
        answers: how often each status was answered; 0 is none.
        broken: attacks that a dying worker cut short.
        harm: how often each was done.
    """

    answers: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    harm: Counter[str] = field(default_factory=Counter)


def measure(minutes: float, place: Place) -> Iterator[Table]:
    """Yield one table."""
    pin(0, place.cores.every)
    tally = Tally()
    with serving("-workers", str(WORKERS), "-latency", "5ms") as server:
        _attack(server, ordinary(20), tally)
        before = _holds(server)
        _soak(server, minutes * 60, tally)
        sleep(QUIET_S)
        after, family = _holds(server), descendants(server.process.pid)
        code = server.stop()
        orphans = [pid for pid in family if _is_there(pid)]
    rows = [
        *(
            (f"answers with {status or 'nothing'}", f"{count:,}")
            for status, count in sorted(tally.answers.items())
        ),
        ("attacks cut short", f"{tally.broken:,}"),
        *((f"processes {name}", f"{count:,}") for name, count in sorted(tally.harm.items())),
        ("memory before and after", f"{number(before[0] / 1e6)}, {number(after[0] / 1e6)} MB"),
        ("descriptors before and after", f"{before[1]}, {after[1]}"),
        ("exit code", str(code)),
        ("orphans", str(len(orphans))),
    ]
    yield Table(f"{minutes:g} minutes of harm", ("", "seen"), rows)


def _soak(server: Server, seconds: float, tally: Tally) -> None:
    stop_s = monotonic() + seconds
    kinds: tuple[Callable[[Random], list[Attack]], ...] = (
        lambda chance: [ordinary(chance.randint(1, 50))],
        lambda chance: list(of_shapes([chance.choice(SIZES)], at_once=1)),
        lambda chance: list(of_schemas([chance.choice(SIZES[:2])], chance.getrandbits(32))),
        lambda chance: list(of_connections(20)),
    )
    threads = [
        threading.Thread(target=_traffic, args=(server, kind, Random(place), stop_s, tally))
        for place, kind in enumerate(kinds)
    ]
    for thread in threads:
        thread.start()
    _harm(server, stop_s, tally)
    for thread in threads:
        thread.join()


def _traffic(
    server: Server,
    kind: Callable[[Random], list[Attack]],
    chance: Random,
    stop_s: float,
    tally: Tally,
) -> None:
    while monotonic() < stop_s:
        attack = chance.choice(kind(chance))
        _attack(server, attack, tally)


def _attack(server: Server, attack: Attack, tally: Tally) -> None:
    try:
        tally.answers += attack.run(server.port)
    except OSError:  # its worker has just died
        tally.broken += 1


def _harm(server: Server, stop_s: float, tally: Tally) -> None:
    """Kill, or stop for a while, one process of the server after another."""
    chance = Random(0)
    while monotonic() < stop_s - HARM_S:
        sleep(HARM_S)
        say(f"{stop_s - monotonic():.0f} s left")
        victim = chance.choice(descendants(server.process.pid) or [0])
        if not victim:
            continue
        with suppress(ProcessLookupError):
            if chance.random() < 0.5:
                os.kill(victim, signal.SIGKILL)
                tally.harm["killed"] += 1
            else:
                os.kill(victim, signal.SIGSTOP)
                tally.harm["stopped"] += 1
                sleep(chance.uniform(*STILL_S))
                os.kill(victim, signal.SIGCONT)


def _holds(server: Server) -> tuple[int, int]:
    """Return memory and open descriptors of all processes of a server."""
    family = [server.process.pid, *descendants(server.process.pid)]
    return sum(map(memory_bytes, family)), sum(map(_descriptors, family))


def _descriptors(pid: int) -> int:
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
