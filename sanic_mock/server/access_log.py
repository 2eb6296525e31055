"""A line for each request, written by a thread of each process from what it has recorded.

So nobody who is answered waits for a line, nor for whoever reads them. Where requests come faster
than lines are read, the ring has gone on: it is said how many are not told.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from sanic_mock.dialects.control.request_view import members, text_line
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.units import time_of_day

EACH_S = 0.1
# how long a stop waits for the last lines
LAST_S = 1.0
STDOUT = 1

Form = Literal["off", "text", "json"]


def write_stdout(content: bytes) -> None:
    """Write all of it to standard output; raises OSError where that cannot be."""
    while content:
        content = content[os.write(STDOUT, content) :]


class AccessLog:
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
        self._reader = reader
        self._row = row
        self._line = _json_line if form == "json" else _text_line
        self._write = write
        self._number = reader.newest()[row]
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sanic-mock-log", daemon=True)

    def start(self) -> None:
        """Tell of each request from here on."""
        self._thread.start()

    def close(self) -> None:
        """Tell of all that are left, if somebody reads that."""
        self._is_over.set()
        self._thread.join(LAST_S)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._is_over.wait(EACH_S)
            try:
                self.flush()
            except OSError:  # nobody reads
                return

    def flush(self) -> None:
        """Tell of those that have come since."""
        entries, missed = self._reader.after(self._row, self._number)
        if not entries:
            return
        self._number = entries[-1].record.number
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
