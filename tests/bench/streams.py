"""Servers that stream at a pace, and runs of many streams against them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.bench.asks import Captured, capture_stream, chat
from tests.bench.latency_client import Stream, connections, run_streams, undisturbed
from tests.bench.lateness import Lateness, Pace, lateness
from tests.bench.reference import Paced
from tests.bench.servers import (
    MOCK,
    TIMERS,
    Place,
    Target,
    mock_command,
    reference_command,
    running,
)
from tests.bench.spread import BenchError

ASK = chat(stream=True)
SPARE_S = 8.0


@dataclass(frozen=True, slots=True)
class Size:
    """A run: so many streams at a pace.

    Attributes:
        streams: at once.
        pace: of each.
        spread_s: the time over which they are begun.
    """

    streams: int
    pace: Pace
    spread_s: float = 2.0

    def __str__(self) -> str:
        return f"{self.streams:,} streams x {1 / self.pace.gap_s:g} tokens/s"

    def tenth(self) -> Size:
        """Return a small run of the same pace."""
        pace = replace(self.pace, tokens=max(20, self.pace.tokens // 10))
        return Size(max(1, self.streams // 10), pace, self.spread_s / 10)


@dataclass(frozen=True, slots=True)
class Ran:
    """One run.

    Attributes:
        late: how late its tokens were.
        chunks_per_cpu_s: tokens sent per processor second of the server, all of the run counted.
    """

    late: Lateness
    chunks_per_cpu_s: float


@contextmanager
def paced_mock(pace: Pace, place: Place) -> Iterator[Target]:
    """Run the mock at a pace, by a profile."""
    profile = {
        "ttft": {"base": f"{pace.ttft_s * 1000:g}ms"},
        "itl": {"token": f"{pace.gap_s * 1000:g}ms"},
        "tokens": {"output": pace.tokens},
    }
    with _mock(profile, place) as mock:
        yield mock


@contextmanager
def paced_timers(pace: Pace, place: Place, captured: Captured) -> Iterator[Target]:
    """Run the reference at the same pace with the same bytes."""
    file = place.scratch / "timers.json"
    file.write_text(Paced(pace.ttft_s, pace.gap_s, captured.writes()).dump())
    with running(TIMERS, reference_command("timers", file), place) as timers:
        yield timers


@contextmanager
def _mock(profile: dict[str, object], place: Place) -> Iterator[Target]:
    file = place.scratch / "paced.yaml"
    file.write_text(json.dumps(profile))  # JSON is YAML
    with running(MOCK, mock_command("--profile", str(file)), place) as mock:
        yield mock


def captured_stream(tokens: int, place: Place) -> Captured:
    """Return a stream of so many tokens, sent without delay."""
    with _mock({"tokens": {"output": tokens}}, place) as mock:
        captured = capture_stream(mock.port, ASK)
    if captured.tokens != tokens:
        raise BenchError(f"a stream has {captured.tokens} tokens; the profile says {tokens}")
    return captured


def run(server: Target, size: Size, captured: Captured, place: Place) -> Ran:
    """Run streams to their end."""
    limit_s = size.spread_s + size.pace.length_s + SPARE_S
    with connections(server.port, size.streams) as opened, undisturbed():
        streams = [Stream(one) for one in opened]
        before_s = server.cpu_s()
        events = len(captured.events)
        run_streams(streams, ASK, events, size.spread_s, limit_s, spin=place.spins)
        after_s = server.cpu_s()
    assert before_s is not None
    assert after_s is not None
    late = lateness(streams, size.pace, captured.lead)
    return Ran(late, late.read.n / max(after_s - before_s, 0.01))
