"""`python -m tests.bench calls`: what an answer goes through, in functions and in files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.asks import Ask, chat
from tests.bench.endpoints import calling, case
from tests.bench.report import Table, say
from tests.bench.servers import MOCK, ROOT, Place
from tests.bench.spread import BenchError
from tests.patience import run

PLAIN, TIMED = "plain chat", "timed whole answer"
TOOL, STORED = "tool call", "stored response"
LATENCY = ("-latency", "5")
_SENT = 7  # two of them are counted
_PATIENCE_S = 60.0
_COUNTING = Path(__file__).with_name("counting.py")

Counts = Mapping[str, tuple[int, int]]


def measure(before: Path | None, place: Place) -> Iterator[Table]:
    """Yield the counts of this checkout and of another."""
    checkouts = {MOCK: ROOT, **({"before": before} if before else {})}
    found = {}
    for name, root in checkouts.items():
        say(f"calls of {name}")
        found[name] = counts(root, place)
    head = ("", *(f"{name}: {what}" for name in found for what in ("calls", "files")))
    rows = [
        (case, *(str(one) for each in found.values() for one in each[case]))
        for case in (PLAIN, TIMED, TOOL, STORED)
    ]
    yield Table("Calls of functions of sanic_mock for one answer, and their files", head, rows)


def counts(root: Path, place: Place) -> Counts:
    """Return calls and files of each kind of answer; the server is a checkout's."""
    asks = {PLAIN: chat(), TOOL: chat(**calling()), STORED: case("responses").ask}
    return {
        **_counted(root, place, asks),
        **_counted(root, place, {TIMED: chat()}, *LATENCY),
    }


def _counted(root: Path, place: Place, asks: Mapping[str, Ask], *flags: str) -> Counts:
    file = place.scratch / "calls.json"
    texts = {name: _numbered(ask) for name, ask in asks.items()}
    file.write_text(json.dumps(texts))
    # -P: the modules beside it must not hide others
    command = [sys.executable, "-P", str(_COUNTING), str(file), *flags]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    done = run(command, _PATIENCE_S, cwd=root, environ=environ)
    if done.returncode:
        raise BenchError(f"calls could not be counted: {done.stderr.strip()[-600:]}")
    return {name: (calls, files) for name, (calls, files) in json.loads(done.stdout).items()}


def _numbered(ask: Ask) -> list[str]:
    return [ask.numbered(number).decode() for number in range(_SENT)]
