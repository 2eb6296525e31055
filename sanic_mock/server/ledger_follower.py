"""Looks at what one process has recorded, on a thread of its own, and passes it on.

So nobody who is answered waits for that. Where requests come faster than they are passed on, the
ring has gone on: it is said how many are missed.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence

from sanic_mock.ledger.reader import Entry, LedgerReader

EACH_S = 0.1
# how long a stop waits for the last of them
LAST_S = 1.0


class LedgerFollower(ABC):
    """Passes on one process's answers.

    Args:
        reader: of the ledger.
        row: whose answers.
        name: of the thread.
    """

    def __init__(self, reader: LedgerReader, row: int, name: str) -> None:
        self._reader = reader
        self._row = row
        self._number = reader.newest()[row]
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def tell(self, entries: Sequence[Entry], missed: int) -> None:
        """Pass answers on, before which some were missed; raises OSError where nobody listens."""

    def start(self) -> None:
        """Tell of each request from here on."""
        self._thread.start()

    def close(self) -> None:
        """Tell of all that are left, if somebody listens."""
        self._is_over.set()
        self._thread.join(LAST_S)

    def flush(self) -> None:
        """Tell of those that have come since."""
        entries, missed = self._reader.after(self._row, self._number)
        if entries:
            self._number = entries[-1].record.number
            self.tell(entries, missed)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._is_over.wait(EACH_S)
            try:
                self.flush()
            except OSError:  # nobody listens
                return
