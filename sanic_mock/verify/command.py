"""`sanic-mock verify`: start a profile, ask it, and compare what came with what was configured."""

from __future__ import annotations

import math
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
from sanic_mock.server.schedule import Planner, Schedule
from sanic_mock.settings import Settings
from sanic_mock.verify import order as orders
from sanic_mock.verify import plot, report, table
from sanic_mock.verify.compare import Comparison, Lags, compare
from sanic_mock.verify.configured import Configured, configured
from sanic_mock.verify.order import Order
from sanic_mock.verify.processes import Cores, Served, control, cores, drive, server
from sanic_mock.verify.question import ClientJob, question
from sanic_mock.verify.verdict import checks, verdict

_PATIENCE_S = 30.0
# What comes before the run, at the most, and the server is ready for.
_START_S = 120.0


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
        """Do it; returns the verdict's exit code."""
        queued: Comparison | None = None
        with server(self._flags, self._environ, self._cores.server, self._said) as ready:
            planner = Planner(self._settings)
            expected = configured(self._settings, planner)
            streams = orders.streams(self._order, self._settings, expected)
            running = 1 if self._is_loaded else streams
            requests = orders.requests(self._order, running, expected.mean_total_s)
            self._refuse_days(math.ceil(requests / running) * expected.mean_total_s)
            self._announce(requests, running, expected)
            planner.restart()
            schedules = [planner.plan(question(number)) for number in range(requests)]
            served = ready()
            job = self._job(served, 0, requests, running, schedules)
            found = self._measure(job, schedules, expected)
            if streams > running:
                planless = self._job(served, requests, requests, streams, schedules)
                queued = self._measure(planless, None, expected)
        self._err.writelines(f"server: {line}\n" for line in self._said)
        return self._conclude(found, queued, job, streams)

    def _refuse_days(self, about_s: float) -> None:
        """Refuse a run in which days may follow each other: which it is, only the server knows."""
        drift, settings = self._settings.drift, self._settings
        if drift is None or drift.period_s / settings.time_scale > about_s + _START_S:
            return
        why = f"drift.period is shorter than the run of {about_s:,.0f} s; verify wants a longer one"
        raise SettingsError([f"{settings.profile}: {why}, or fewer -requests"])

    def _announce(self, requests: int, running: int, expected: Configured) -> None:
        about_s = math.ceil(requests / running) * expected.mean_total_s
        took = f"about {about_s:,.0f} s" if about_s >= 1 else "about a second"
        name, seed = self._settings.profile, self._settings.seed
        self._err.write(f"sanic-mock verify: {name}, seed {seed}: {requests:,} requests, {took}\n")
        self._err.flush()

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
        environ, used = self._environ, self._cores
        with control(environ, used.server) as late, progress(job.requests, self._err) as tell:
            answers, lags = drive(job, environ, used.client, tell)
        return compare(self._settings, answers, schedules, expected, Lags(lags, late))

    def _conclude(
        self, found: Comparison, queued: Comparison | None, job: ClientJob, streams: int
    ) -> int:
        order, settings = self._order, self._settings
        results = list(checks(found, order.tolerance, is_at_once=is_immediate(settings)))
        self._say(*report.heading(settings, found, results))
        self._say(*report.conditions(settings, job.requests, job.streams, self._cores))
        if order.markdown:
            self._out.write(f"{table.MARKDOWN_HEAD}\n")
            self._out.writelines(f"{row}\n" for row in table.markdown(settings.profile, found))
        else:
            self._say("", *table.lines(found))
            if queued is not None:
                self._say("", f"{streams:,} at a time, measured and not judged:")
                self._say(*table.lines(queued))
        self._say("", *report.judgement(results, order.tolerance))
        if order.json:
            document = report.document(settings, order, self._cores, found, queued, results)
            document["server_said"] = self._said
            Path(order.json).write_bytes(msgspec.json.format(msgspec.json.encode(document)))
        if order.plot:
            plot.draw(found, f"{settings.profile}: configured and measured", order.plot)
        return verdict(results).exit_code

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
    if problems := [*order.problems(), *_changing(settings)]:
        raise SettingsError(problems)
    if not hasattr(select, "epoll"):
        raise StartError("verify needs Linux: its client waits by epoll")
    with _ended_by_sigterm():
        return Verification(order, settings, flags, environ, out, err).verify()


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


def _changing(settings: Settings) -> Iterator[str]:
    """Yield why a profile cannot be compared with what it says."""
    if settings.start.delay_s:
        yield f"{settings.profile}: nobody is answered before start.delay; verify wants it without"


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
