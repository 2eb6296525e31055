"""A line for each request, on standard output, written by nobody who answers."""

from __future__ import annotations

import json
import re
import signal

import pytest

from sanic_mock.ledger.memory import make_ledger
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.ledger.record import AnswerRecord
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.server.access_log import AccessLog
from tests.requests import chat, post
from tests.serving import serving
from tests.talking import ask


def printed(*flags: str) -> list[str]:
    """Serve three requests; return the lines that were printed after the banner."""
    with serving("-seed", "7", *flags) as server:
        for n in range(2):
            ask(server, post(chat(f"{n}"), "Authorization: Bearer sk-secretsecretsecret"))
        ask(server, b"GET /v1/nowhere HTTP/1.1\r\nHost: m\r\n\r\n")
        assert server.stop(signal.SIGTERM) == 0
        assert server.process.stdout is not None
        return str(server.process.stdout.read()).splitlines()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_each_request_is_a_line_of_json(workers: str) -> None:
    lines = [json.loads(line) for line in printed("-access-log", "json", "-workers", workers)]

    assert sorted(one["status"] for one in lines) == [200, 200, 404]
    assert {one["key"] for one in lines if one["status"] == 200} == {"sk-***cret"}


def test_verbose_is_a_line_for_people() -> None:
    first, *_, last = printed("-verbose")

    assert re.fullmatch(
        r"\d\d:\d\d:\d\d\.\d{3} 200 /v1/chat/completions gpt-4o-mini \d+\+\d+ tokens "
        r"\d+ bytes key=sk-\*\*\*cret",
        first,
    )
    assert re.search(r" 404 GET /v1/nowhere 0\+0 tokens \d+ bytes$", last)


HOSTILE = "gpt\n01:00:00.000 200 forged \x1b[31mred \u202e\x9b"


def test_what_a_client_calls_its_model_stays_in_its_line() -> None:
    """Who reads a log in a terminal must not be told what a client made up."""
    with serving("-verbose") as server:
        ask(server, post(chat(model=HOSTILE)))
        assert server.stop(signal.SIGTERM) == 0
        assert server.process.stdout is not None
        lines = server.process.stdout.read().removesuffix("\n").split("\n")
    assert len(lines) == 1
    assert lines[0].isprintable()
    assert r" gpt\n01:00:00.000 200 forged \x1b[31mred \u202e\x9b " in lines[0]


def test_a_line_of_json_tells_method_and_path_and_no_key() -> None:
    with serving("-access-log", "json") as server:
        for path in (
            b"/v1/v1/models?key=sk-one",
            b"/v1/models",
            b"/t/secret-of-alice-2/v1/nothing",
            b"/p/fast/t/secret-of-alice-2/v1/nothing",
        ):
            ask(server, b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path)
        assert server.stop(signal.SIGTERM) == 0
        assert server.process.stdout is not None
        told = [json.loads(line) for line in server.process.stdout.read().splitlines()]
    assert [(one["method"], one["path"], one["endpoint"]) for one in told] == [
        ("GET", "/v1/v1/models", "others"),
        ("GET", "/v1/models", "/v1/models"),
        ("GET", "/t/sec***ce-2/v1/nothing", "others"),
        ("GET", "/p/fast/t/sec***ce-2/v1/nothing", "others"),
    ]


def test_without_it_nothing_is_printed() -> None:
    assert printed() == []


class Lines:
    """An access log, whose thread is the test."""

    def __init__(self, kept: int) -> None:
        ledger = make_ledger(1, kept)
        self._writer = LedgerWriter(ledger, 0)
        self.written: list[bytes] = []
        self.log = AccessLog(LedgerReader(ledger), 0, "json", self.written.append)

    def answer(self, many: int) -> None:
        """Record answers."""
        entry = self._writer.entry(Series("/v1/chat/completions"))
        for n in range(many):
            self._writer.write(AnswerRecord(float(n), bytes(64), entry, 1, 1, 0, 1))

    def told(self) -> list[dict[str, object]]:
        """Return what was written since."""
        self.log.flush()
        lines = b"".join(self.written).splitlines()
        self.written.clear()
        return [json.loads(line) for line in lines]


def test_each_request_is_told_once() -> None:
    lines = Lines(kept=30)
    lines.answer(3)
    assert len(lines.told()) == 3
    lines.answer(2)
    assert len(lines.told()) == 2
    assert lines.told() == []


def test_requests_that_come_too_fast_are_missed_and_it_is_said() -> None:
    lines = Lines(kept=30)
    lines.answer(200)

    missed, *told = lines.told()

    assert missed == {"missed": 200 - len(told)}
    assert len(told) >= 30
