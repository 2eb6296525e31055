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
    assert " 404 others " in last


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
