"""A line for each request, written by a thread of each process from what it has recorded.

So nobody who is answered waits for a line, nor for whoever reads them. Where requests come faster
than lines are read, the ring has gone on: it is said how many are not told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from sanic_mock.dialects.control.request_view import members, text_line
from sanic_mock.ledger.reader import Entry, LedgerReader
from sanic_mock.server.ledger_follower import LedgerFollower
from sanic_mock.units import time_of_day

STDOUT = 1

Form = Literal["off", "text", "json"]


def write_stdout(content: bytes) -> None:
    """Write all of it to standard output; raises OSError where that cannot be."""
    while content:
        content = content[os.write(STDOUT, content) :]


class AccessLog(LedgerFollower):
    """One process's lines.

    Args:
        reader: of the ledger.
        row: whose answers are told.
        form: what a line is.
        write: writes lines.
    """

    def __init__(
        self,
        reader: LedgerReader,
        row: int,
        form: Form,
        write: Callable[[bytes], None] = write_stdout,
    ) -> None:
        super().__init__(reader, row, "sanic-mock-log")
        self._line = _json_line if form == "json" else _text_line
        self._write = write

    def tell(self, entries: Sequence[Entry], missed: int) -> None:
        """See LedgerFollower."""
        lines = [self._line(dict(members(one, self._reader.caller(one)))) for one in entries]
        if missed:
            lines.insert(0, self._line({"missed": missed}))
        self._write(b"".join(lines))


def _json_line(shown: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(shown) + b"\n"


def _text_line(shown: Mapping[str, Any]) -> bytes:
    if "missed" in shown:
        return f"{shown['missed']} requests are not told: they came too fast\n".encode()
    line = f"{time_of_day(shown['time'])} {text_line(shown)}\n"
    return line.encode("utf-8", "replace")
