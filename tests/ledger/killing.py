"""`python -m tests.ledger.killing`: a process is killed at each line of counting a quarter.

Whoever goes on, sums are those of all records that were written. It is a process of its own because
one that has run tests takes long to fork.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

from sanic_mock.ledger import counting, reader, spans, writer
from sanic_mock.ledger.memory import make_ledger
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.shared import records, tallies
from sanic_mock.shared.ledger import SharedLedger
from tests.ledger.books import an_answer, by_hand

ROOMS = [module.__file__ for module in (counting, reader, spans, writer, records, tallies)]
SERIES = [Series("/v1/chat/completions", "", model) for model in ("one", "two")]
KEPT, MANY, FEWEST_LINES = 5, 12, 200


def write(ledger: SharedLedger, first: int, beyond: int) -> None:
    """Write answers as a process that has just begun."""
    hand = LedgerWriter(ledger, 0)
    for n in range(first, beyond):
        hand.write(an_answer(hand.entry(SERIES[n % 2]), n))


def killed_at(line: int, ledger: SharedLedger) -> int:
    """Write in a process that is killed at its nth line; return how it ended."""
    left = line

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in ROOMS:
            return None
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    pid = os.fork()
    if not pid:
        sys.settrace(count)
        write(ledger, 0, MANY)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check(ledger: SharedLedger, first: int) -> int:
    """Sums must be those of the first answers, and go on; return how many these are."""
    eye = LedgerReader(ledger)
    many = sum(totals.sums[0] for totals in eye.totals().values())
    answers = [(SERIES[n % 2], an_answer(0, n)) for n in range(first + many)]
    assert eye.totals() == by_hand(answers), f"after {many}"
    return many


def main() -> None:
    """Kill at one line after another, until all is written before."""
    code, line, seen = -signal.SIGKILL, 0, set()
    while code == -signal.SIGKILL:
        line += 1
        ledger = make_ledger(1, KEPT)
        code = killed_at(line, ledger)
        many = check(ledger, 0)
        seen.add(many)
        write(ledger, many, many + 7)
        assert check(ledger, 0) == many + 7
    assert code == 0, f"ended with {code} at line {line}"
    assert line > FEWEST_LINES, f"only {line} lines"
    assert seen == set(range(MANY + 1))


if __name__ == "__main__":
    main()
