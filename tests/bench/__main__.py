"""`python -m tests.bench [rows|speed|time|…|soak|steady|aborts|labels]`: measures here.

`rows` (some 7 minutes, more with each `--against`): what users measure: answers at once, differing
heads and lengths, long prompts, streams at a pace, small pools, memory, start, and what answers
cost in process. `speed` (some 10 minutes): requests per CPU-second against a floor and plain Sanic,
latency, memory, start, and all of `cliffs` (some 3 minutes): differing heads, small pools over
workers, stalls of streams, clients that come too early. `time` (some 2 minutes): lateness, drift
and cost of streams. `endpoints` (some 3 minutes): what other endpoints and calls of tools cost
beside plain chat. `calls`: how many functions and files an answer goes through. `hostile` (some 20
minutes): how long others wait beside each attack. `soak`: traffic while workers are killed.
`steady`: full rate with faults and aborts, whether memory grows. `aborts`: 1,000 clients that leave
mid-stream, in the ledger. `labels`: 100,000 different keys, models and paths.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from tests.bench import (
    aborts,
    calls,
    cliffs,
    endpoints,
    hostile,
    labels,
    rows,
    soak,
    speed,
    steady,
    timing,
)
from tests.bench.machine import describe, need_wrk, take_cores
from tests.bench.peers import read_peer
from tests.bench.plan import Plan
from tests.bench.report import Table, facts
from tests.bench.servers import Place
from tests.bench.spread import BenchError

_MEASURES = {
    "rows": rows,
    "speed": speed,
    "endpoints": endpoints,
    "cliffs": cliffs,
    "hostile": hostile,
}
WHAT = (
    "rows",
    "speed",
    "time",
    "endpoints",
    "cliffs",
    "calls",
    "hostile",
    "soak",
    "steady",
    "aborts",
    "labels",
)
_READERS = {
    "minutes": ("soak", "steady"),
    "against": ("rows", "speed"),
    "before": ("rows", "speed", "time", "calls"),
}
QUICK = ("quick", "short and small runs, which show that everything runs; not a measurement")


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    made = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    made.add_argument("what", nargs="?", choices=WHAT, default="rows")
    made.add_argument("--rounds", type=_count, default=3, help="runs per case (3)")
    made.add_argument("--seconds", type=_count, default=3, help="of each run (3)")
    made.add_argument(
        "--against",
        type=read_peer,
        action="append",
        default=[],
        metavar="NAME=URL",
        help="another server on 127.0.0.1; NAME/big= for one that answers some 10 kB, "
        "NAME/late= for one that answers after 15 to 25 ms, "
        "NAME/streams= for one that streams 100 chunks a second; again for more",
    )
    made.add_argument("--before", type=_checkout, help="an older checkout, to compare with")
    made.add_argument("--minutes", type=_count, default=0, help="of a soak (10)")
    made.add_argument("--quick", action="store_true", help="only show that everything runs")
    made.add_argument("--markdown", action="store_true", help="print the tables of README.md here")
    return made


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _checkout(text: str) -> Path:
    if not (Path(text) / "sanic_mock").is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is no checkout: it has no sanic_mock")
    return Path(text).resolve()


def main(argv: Sequence[str], out: TextIO) -> int:
    """Measure and print.

    Returns:
        0 when all could be measured, whatever was reached; 1 when not; 2 for a wrong command line.
    """
    given = _read(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="sanic-mock-bench-") as scratch:
            _measure(given, argv, Path(scratch), out)
    except BenchError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: stopped", file=sys.stderr)
        return 130
    return 0


def _read(argv: Sequence[str]) -> argparse.Namespace:
    made = parser()
    given = made.parse_args(argv)
    for flag, readers in _READERS.items():
        if getattr(given, flag) and given.what not in readers:
            made.error(f"{given.what} does not read --{flag}; these do: {', '.join(readers)}")
    return given


def _measure(given: argparse.Namespace, argv: Sequence[str], scratch: Path, out: TextIO) -> None:
    need_wrk()
    place = Place(take_cores(), scratch, is_quick=given.quick)
    command = ("command", shlex.join(["python", "-m", "tests.bench", *argv]))
    about = [command, *describe(place.cores), *([QUICK] if given.quick else [])]
    print(facts(about, given.markdown), file=out, flush=True)
    tables = _tables(given, place)
    for table in tables:
        text = table.markdown() if given.markdown else table.plain()
        print(f"\n{text}", file=out, flush=True)


def _tables(given: argparse.Namespace, place: Place) -> Iterator[Table]:
    plan = Plan(given.rounds, given.seconds, peers=tuple(given.against), before=given.before)
    if given.what == "calls":
        return calls.measure(plan.before, place)
    if given.what == "soak":
        return soak.measure(0.2 if given.quick else given.minutes or 10, place)
    if given.what == "steady":
        return steady.measure(0.1 if given.quick else given.minutes or 10, place)
    if given.what == "aborts":
        return aborts.measure(50 if given.quick else aborts.MANY, place)
    if given.what == "labels":
        return labels.measure(2000 if given.quick else labels.MANY, place)
    if given.what == "time":
        streams = timing.StreamPlan(load=plan)
        return timing.measure(streams.quick() if given.quick else streams, place)
    measure = _MEASURES[given.what].measure
    tables: Iterator[Table] = measure(plan.quick() if given.quick else plan, place)
    return tables


def stop(signum: int, frame: object) -> NoReturn:
    """Stop as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:], sys.stdout))
