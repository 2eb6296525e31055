"""How soon the command answers, and what it holds."""

from __future__ import annotations

import time

from tests.bench.asks import chat, whole_answer
from tests.bench.latency_client import Talk, connections, converse
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import (
    MOCK,
    Place,
    free_port,
    mock_command,
    running,
    spawned,
    wait_answer,
)
from tests.bench.spread import BenchError, median

WANTED = (
    Wanted("memory", "resident memory, 1,000 connections, small", None, 110.0, " MB"),
    Wanted("start", "command to first answer", None, 0.8, " s"),
)
CONNECTIONS = 1000
SETTLED_S = 0.5  # its keeper forks a spare; while it does, what they share is counted wrongly


def start_and_memory(starts: int, place: Place, measured: Measured) -> Table:
    """Measure the seconds to the first answer, and the memory of many connections."""
    say("command to first answer")
    first_answer_s(place)  # compiles
    starts_s = [first_answer_s(place) for _ in range(starts)]
    say(f"memory with {CONNECTIONS} connections")
    before, after = _memory(place)
    measured["start"] = median(starts_s)
    measured["memory"] = after / 1e6
    rows = [
        (f"command to first answer, median of {starts}", number(median(starts_s), " s")),
        ("slowest", number(max(starts_s), " s")),
        ("resident memory at start", number(before / 1e6, " MB")),
        (f"with {CONNECTIONS:,} connections, one request each", number(after / 1e6, " MB")),
    ]
    return Table("Start (all cores) and memory, small answers", ("", "measured"), rows)


def first_answer_s(place: Place) -> float:
    """Return the seconds from the command to its first answer, on all cores."""
    port, output = free_port(), place.scratch / "start.out"
    request, begin_s = chat().numbered(0), time.perf_counter()
    command = mock_command(port=port)
    with spawned(command, output, place.cores.every, place.root) as process:
        wait_answer(process, port, request)
        return time.perf_counter() - begin_s


def _memory(place: Place) -> tuple[int, int]:
    with running(MOCK, mock_command(), place) as mock:
        whole_answer(mock.port, chat().numbered(0))
        time.sleep(SETTLED_S)
        before = mock.resident_bytes()
        with connections(mock.port, CONNECTIONS) as opened:
            talks = [Talk(one, chat()) for one in opened]
            converse(talks, 0.0, 1.0, spin=False)
            if not all(talk.times_ns for talk in talks):
                raise BenchError("not every connection was answered")
            return before, mock.resident_bytes()
