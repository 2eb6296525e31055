"""Runs tests in processes that are forked when all tests are collected, and so once.

Each takes the number of a file from a pipe, when it begins the last test of the one before: what
modules share lives on until it is known that nobody else wants it. What became of a test goes to
pytest's own process, which runs none, and reports them as if it had. A process that ends before
its time fails the test that it ran; the others go on.

A whole run takes two processes more than cores, for many tests wait, for a server or a time that
they ask for; files that are named are run by pytest's own. `--processes` says otherwise.
"""

from __future__ import annotations

import mmap
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.runner import pytest_sessionfinish as tear_down

NUMBER_BYTES = 2
#: Folders with files of a minute: who begins one last is waited for.
LONG = ("bench", "verify", "hostile", "server", "browser", "testing", "clients", "spec", "house")


class Begun(NamedTuple):
    """A test is run from here on."""

    item: int


class Reported(NamedTuple):
    """A test has been run, and what became of it, in pytest's own form."""

    item: int
    reports: list[dict[str, Any]]


class Left(NamedTuple):
    """Nothing more is run, and why: empty where nothing is left."""

    trouble: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add how many processes there are."""
    parser.addoption("--processes", type=int, help="that run tests, forked for it; 0 is pytest's")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run all in other processes; None leaves it to pytest."""
    count = 0 if _is_left_to_others(session) else _wanted(session.config)
    if not count:
        return None
    Run(session, count).run()
    return True


def _wanted(config: pytest.Config) -> int:
    wanted: int | None = config.getoption("processes")
    if wanted is not None:
        return wanted
    is_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return (os.cpu_count() or 1) + 2 if is_all else 0


def _is_left_to_others(session: pytest.Session) -> bool:
    option = session.config.option
    is_xdist = bool(getattr(option, "tx", None)) or hasattr(session.config, "workerinput")
    return bool(session.testsfailed or option.collectonly or option.usepdb or is_xdist)


class Run:
    """All tests of a session, and who runs them.

    Args:
        session: with its tests collected.
        count: how many processes, at most.
    """

    def __init__(self, session: pytest.Session, count: int) -> None:
        self._session = session
        self._hook = session.config.hook
        self._count = count
        self._is_over = mmap.mmap(-1, 1)  # not 0 where nobody shall begin another test
        self._running: dict[Connection, int | None] = {}  # the test that each runs
        # one for all, made where there is one process: its tests' folders are numbered
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]

    def run(self) -> None:
        """Fork, and report what the others say; raises as pytest's own loop where that ends."""
        children = []
        files = _by_file(self._session.items)
        queue = _queue(len(files))
        try:
            for _ in range(min(self._count, len(files))):
                connection, its = Pipe(duplex=False)
                self._running[connection] = None
                child = os.fork()
                if not child:
                    for one in self._running:
                        one.close()  # else who writes would not notice that nobody reads
                    _be(Child(self._session, files, queue, self._is_over, its))
                children.append(child)
                its.close()
            while self._running:
                for ready in wait(list(self._running)):
                    assert isinstance(ready, Connection)
                    self._read(ready)
                self._look_whether_to_stop()
        finally:
            self._is_over[0] = 1
            os.close(queue)
            for connection in self._running:
                connection.close()
            for child in children:
                os.waitpid(child, 0)

    def _read(self, connection: Connection) -> None:
        try:
            said = connection.recv()
        except (EOFError, OSError):
            said = Left("its process ended")
        match said:
            case Begun(item):
                self._running[connection] = item
            case Reported(item, reports):
                self._running[connection] = None
                self._report(item, reports)
            case Left(trouble):
                running = self._running.pop(connection)
                connection.close()
                if trouble:
                    self._fail(running, trouble)

    def _report(self, number: int, reports: list[dict[str, Any]]) -> None:
        config, item = self._session.config, self._session.items[number]
        for one in reports:
            report = self._hook.pytest_report_from_serializable(config=config, data=one)
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _fail(self, number: int | None, trouble: str) -> None:
        """Fail the test that was being run, or all, where it was none."""
        if number is None:
            raise RuntimeError(f"a process that runs tests failed between two of them: {trouble}")
        item = self._session.items[number]
        said = f"{trouble}\nwhile it ran this test; those behind it in its file were not run"
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")
        item.ihook.pytest_runtest_logreport(report=report)

    def _look_whether_to_stop(self) -> None:
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)


class Child:
    """Runs files of tests, and says what becomes of each test.

    Args:
        session: with its tests collected.
        files: of tests, by their numbers.
        queue: where the numbers of files are read that are yet to be run.
        is_over: not 0 where nothing more is to be run.
        connection: to whoever reports.
    """

    def __init__(
        self,
        session: pytest.Session,
        files: Sequence[Sequence[int]],
        queue: int,
        is_over: mmap.mmap,
        connection: Connection,
    ) -> None:
        self._session = session
        self._config = session.config
        self._files = files
        self._queue = queue
        self._is_over = is_over
        self._connection = connection
        self._reports: list[dict[str, Any]] = []

    def run(self) -> None:
        """Run what is there until nothing is left, or all is over."""
        self._be_silent()
        self._config.pluginmanager.register(self)
        items = self._in_turn()
        try:
            number = next(items, None)
            while number is not None and not self._is_over[0]:
                following = next(items, None)
                self._run(number, following)
                number = following
        finally:
            tear_down(self._session)  # what is left where it is over
        self._connection.send(Left(""))

    def say_trouble(self) -> None:
        """Say what was raised, if anybody listens still."""
        self._connection.send(Left(traceback.format_exc()))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what is said of the test that is run."""
        hook, config = self._config.hook, self._config
        self._reports.append(hook.pytest_report_to_serializable(config=config, report=report))

    def _be_silent(self) -> None:
        """Print nothing, and catch what tests print in a file of its own."""
        self._config.pluginmanager.unregister(name="terminalreporter")
        capture = self._config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()

    def _in_turn(self) -> Iterator[int]:
        while number := os.read(self._queue, NUMBER_BYTES):
            yield from self._files[int.from_bytes(number)]

    def _run(self, number: int, following: int | None) -> None:
        items, self._reports = self._session.items, []
        item, nextitem = items[number], None if following is None else items[following]
        self._connection.send(Begun(number))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        self._connection.send(Reported(number, self._reports))


def _be(child: Child) -> None:
    """Be that process, to its end."""
    code = 1
    try:
        child.run()
        code = 0
    except BaseException:
        child.say_trouble()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # what pytest's own process does at its end is not done twice


def _by_file(items: Sequence[pytest.Item]) -> list[list[int]]:
    """Return the numbers of each file's tests, and files that take long first."""
    files: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        files.setdefault(item.nodeid.partition("::")[0], []).append(number)
    return [files[name] for name in sorted(files, key=_place)]


def _place(name: str) -> int:
    folder = Path(name).parts[1:2]
    return LONG.index(folder[0]) if folder and folder[0] in LONG else len(LONG)


def _queue(count: int) -> int:
    """Return where the numbers of so many files are read, each once, whoever reads."""
    queue, writing = os.pipe()
    os.write(writing, b"".join(one.to_bytes(NUMBER_BYTES) for one in range(count)))
    os.close(writing)
    return queue
