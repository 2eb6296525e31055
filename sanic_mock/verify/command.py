"""`sanic-mock verify`: start a profile, ask it, and compare what came with what was configured."""

from __future__ import annotations

import math
import platform
import select
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

import msgspec

from sanic_mock.engine.timeline import is_immediate
from sanic_mock.errors import SettingsError, StartError
from sanic_mock.settings import Settings
from sanic_mock.verify import order as orders
from sanic_mock.verify import plot, table
from sanic_mock.verify.compare import Comparison, compare
from sanic_mock.verify.configured import Configured, configured
from sanic_mock.verify.order import Order
from sanic_mock.verify.processes import Cores, Served, cores, drive, server
from sanic_mock.verify.question import ClientJob, question
from sanic_mock.verify.schedule import Planner, Schedule
from sanic_mock.verify.verdict import TOLERANCES, CheckResult, checks, is_in_doubt

WITHIN, BEYOND = 0, 1
_PATIENCE_S = 30.0


class Verification:
    """One verification.

    Args:
        order: what to do.
        settings: of the server.
        flags: the server's command line, to the same settings.
        environ: for both processes.
        out: where the result goes.
        err: where progress goes, and what the server says.
    """

    def __init__(
        self,
        order: Order,
        settings: Settings,
        flags: Sequence[str],
        environ: Mapping[str, str],
        out: TextIO,
        err: TextIO,
    ) -> None:
        self._order = order
        self._settings = settings
        self._flags = flags
        self._environ = environ
        self._out = out
        self._err = err
        self._cores: Cores = cores(settings.workers)
        self._is_loaded = settings.load.model != "none"
        self._said: list[str] = []  # by the server, above all that it was saturated
        self._told = err if order.markdown else out

    def verify(self) -> int:
        """Do it; returns 0 within all tolerances, 1 beyond one."""
        queued: Comparison | None = None
        with server(self._flags, self._environ, self._cores.server, self._said) as ready:
            planner = Planner(self._settings)
            expected = configured(self._settings, planner)
            streams = orders.streams(self._order, self._settings, expected)
            running = 1 if self._is_loaded else streams
            requests = orders.requests(self._order, running, expected.mean_total_s)
            self._announce(requests, running, expected)
            planner.restart()
            schedules = [planner.plan(question(number)) for number in range(requests)]
            served = ready()
            found = self._ask(served, 0, running, schedules, expected)
            if streams > running:
                planless = self._job(served, requests, requests, streams, schedules)
                queued = self._measure(planless, None, expected)
        self._err.writelines(f"server: {line}\n" for line in self._said)
        return self._conclude(found, queued, streams)

    def _announce(self, requests: int, running: int, expected: Configured) -> None:
        settings = self._settings
        about_s = math.ceil(requests / running) * expected.mean_total_s
        scale = f", time scale {settings.time_scale:g}" if settings.time_scale != 1 else ""
        self._say(f"sanic-mock verify: {settings.profile}, seed {settings.seed}{scale}")
        took = f"about {about_s:,.0f} s" if about_s >= 1 else "about a second"
        self._say(f"{requests:,} requests, {running:,} at a time, {took}; {self._cores}")
        if is_immediate(settings):
            self._say("nothing is waited for: answers come at once, and their time is the mock's")
        if self._is_loaded:
            self._say(
                f"load.model {settings.load.model}: times depend on what else runs, so they are"
                " judged one at a time"
            )
        self._told.flush()

    def _ask(
        self,
        served: Served,
        first: int,
        streams: int,
        schedules: list[Schedule],
        expected: Configured,
    ) -> Comparison:
        job = self._job(served, first, len(schedules), streams, schedules)
        return self._measure(job, schedules, expected)

    def _job(
        self, served: Served, first: int, requests: int, streams: int, schedules: list[Schedule]
    ) -> ClientJob:
        key = self._settings.api_keys[0] if self._settings.api_keys else ""
        longest_s = max(one.last_ns for one in schedules) / 1e9
        patience_s = _PATIENCE_S + 2 * longest_s
        return ClientJob(served.host, served.port, key, first, requests, streams, patience_s)

    def _measure(
        self, job: ClientJob, schedules: list[Schedule] | None, expected: Configured
    ) -> Comparison:
        with progress(job.requests, self._err) as tell:
            answers, lags = drive(job, self._environ, self._cores.client, tell)
        return compare(self._settings, answers, schedules, expected, lags)

    def _conclude(self, found: Comparison, queued: Comparison | None, streams: int) -> int:
        order, settings = self._order, self._settings
        results = list(checks(found, order.tolerance, is_at_once=is_immediate(settings)))
        if order.markdown:
            self._out.write(f"{table.MARKDOWN_HEAD}\n")
            self._out.writelines(f"{row}\n" for row in table.markdown(settings.profile, found))
        else:
            self._say("", *table.lines(found))
            if queued is not None:
                self._say("", f"{streams:,} at a time, measured and not judged:")
                self._say(*table.lines(queued))
        self._say("", *judgement(found, results, order.tolerance))
        if order.json:
            document = _document(settings, order, self._cores, found, queued, results)
            document["server_said"] = self._said
            Path(order.json).write_bytes(msgspec.json.format(msgspec.json.encode(document)))
        if order.plot:
            plot.draw(found, f"{settings.profile}: configured and measured", order.plot)
        return WITHIN if all(one.is_met for one in results) else BEYOND

    def _say(self, *lines: str) -> None:
        self._told.writelines(f"{line}\n" for line in lines)


def verify(
    order: Order,
    settings: Settings,
    flags: Sequence[str],
    environ: Mapping[str, str],
    out: TextIO,
    err: TextIO,
) -> int:
    """Verify a profile; see Verification.

    Raises:
        SettingsError: the order cannot be carried out.
        StartError: the server or the client ended before its time.
    """
    if problems := list(order.problems()):
        raise SettingsError(problems)
    if not hasattr(select, "epoll"):
        raise StartError("verify needs Linux: its client waits by epoll")
    with _ended_by_sigterm():
        return Verification(order, settings, flags, environ, out, err).verify()


def judgement(found: Comparison, results: Sequence[CheckResult], tolerance: float) -> Iterator[str]:
    """Yield the tolerances, a line for each check, and the verdict."""
    times = "" if tolerance == 1 else f", all but the first times {tolerance:g}"
    yield f"Tolerances{times}:"
    yield from (f"  {line}" for line in TOLERANCES)
    yield ""
    yield from (f"  {'ok' if one.is_met else 'NO':<4}{one.said}" for one in results)
    missed = sum(not one.is_met for one in results)
    if is_in_doubt(found, tolerance):
        lag = found.lag_ms
        yield (
            f"In doubt is the measurement, not the mock: the client itself was {lag.p99:.1f} ms"
            " late (p99)."
        )
    yield f"Beyond tolerance: {missed} of {len(results)}." if missed else "Within all tolerances."


@contextmanager
def progress(requests: int, err: TextIO) -> Iterator[orders.Tell]:
    """Rewrite one line of a terminal with how far a run is; elsewhere say nothing."""
    if not err.isatty():
        yield lambda done: None
        return

    def tell(done: int) -> None:
        err.write(f"\r{done:,} of {requests:,} requests ")
        err.flush()

    try:
        yield tell
    finally:
        err.write("\r\x1b[K")
        err.flush()


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end both processes in order, as Ctrl-C does."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _document(
    settings: Settings,
    order: Order,
    used: Cores,
    found: Comparison,
    queued: Comparison | None,
    results: Sequence[CheckResult],
) -> dict[str, object]:
    """Return all numbers, for --json."""
    return {
        "profile": settings.profile,
        "seed": settings.seed,
        "time_scale": settings.time_scale,
        "machine": platform.platform(),
        "cores": str(used),
        "tolerance": order.tolerance,
        "within_tolerance": all(one.is_met for one in results),
        "measurement_in_doubt": is_in_doubt(found, order.tolerance),
        "checks": results,
        "result": _numbers(found),
        "queued": None if queued is None else _numbers(queued),
    }


def _numbers(found: Comparison) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__struct_fields__ if name != "curves"}
