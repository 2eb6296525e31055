"""`python -m tests.bench [speed|time|endpoints|cliffs|calls]`: measures the server on this machine.

`speed` (some 10 minutes): requests per CPU-second against a floor and plain Sanic, latency, memory,
start, and all of `cliffs` (some 3 minutes): differing heads, small pools over workers, stalls of
streams, clients that come too early. `time` (some 2 minutes): lateness, drift and cost of streams.
`endpoints` (some 3 minutes): what other endpoints and calls of tools cost beside plain chat.
`calls`: how many functions and files an answer goes through.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TextIO
from urllib.parse import urlsplit

from tests.bench import calls, cliffs, endpoints, speed, timing
from tests.bench.asks import PATH
from tests.bench.machine import describe, need_wrk, take_cores
from tests.bench.plan import Plan
from tests.bench.report import Table, facts
from tests.bench.servers import Place, Target
from tests.bench.spread import BenchError

_LOCAL = ("127.0.0.1", "localhost")
WHAT = ("speed", "time", "endpoints", "cliffs", "calls")
QUICK = ("quick", "short and small runs, which show that everything runs; not a measurement")


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    made = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    made.add_argument("what", nargs="?", choices=WHAT, default="speed")
    made.add_argument("--rounds", type=_count, default=3, help="runs per case (3)")
    made.add_argument("--seconds", type=_count, default=3, help="of each run (3)")
    made.add_argument("--against", type=_url, help="another server: http://127.0.0.1:PORT[/PATH]")
    made.add_argument("--against-pid", type=_count, default=0, help="its process, for CPU time")
    made.add_argument("--before", type=_checkout, help="an older checkout, to compare with")
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


def _url(text: str) -> Target:
    parts = urlsplit(text)
    if parts.scheme != "http" or parts.hostname not in _LOCAL:
        raise argparse.ArgumentTypeError(f"{text!r} is not http:// on 127.0.0.1")
    return Target(parts.netloc, parts.port or 80, 0, parts.path.rstrip("/") or PATH)


def main(argv: Sequence[str], out: TextIO) -> int:
    """Measure and print.

    Returns:
        0 when all could be measured, whatever was reached; 1 when not; 2 for a wrong command line.
    """
    given = parser().parse_args(argv)
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


def _measure(given: argparse.Namespace, argv: Sequence[str], scratch: Path, out: TextIO) -> None:
    need_wrk()
    place = Place(take_cores(), scratch)
    command = ("command", shlex.join(["python", "-m", "tests.bench", *argv]))
    about = [command, *describe(place.cores), *([QUICK] if given.quick else [])]
    print(facts(about, given.markdown), file=out, flush=True)
    tables = _tables(given, place)
    for table in tables:
        text = table.markdown() if given.markdown else table.plain()
        print(f"\n{text}", file=out, flush=True)


def _tables(given: argparse.Namespace, place: Place) -> Iterator[Table]:
    plan = Plan(given.rounds, given.seconds, against=_against(given), before=given.before)
    if given.what == "calls":
        return calls.measure(plan.before, place)
    if given.what == "time":
        streams = timing.StreamPlan(load=plan)
        return timing.measure(streams.quick() if given.quick else streams, place)
    measure = {"speed": speed, "endpoints": endpoints, "cliffs": cliffs}[given.what].measure
    tables: Iterator[Table] = measure(plan.quick() if given.quick else plan, place)
    return tables


def _against(given: argparse.Namespace) -> Target | None:
    target: Target | None = given.against
    return replace(target, pid=given.against_pid) if target else None


def _stop(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(sys.argv[1:], sys.stdout))
