"""Logs one traceback a second, however many requests meet the same bug of ours."""

from __future__ import annotations

import logging

EVERY_S = 1.0


class Tracebacks(logging.Filter):
    """Drops records with a traceback that come within a second of another; says how many.

    Kept by each process for itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last_s = float("-inf")
        self._dropped = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is logged."""
        if not record.exc_info:
            return True
        if record.created - self._last_s < EVERY_S:
            self._dropped += 1
            return False
        if self._dropped:
            record.msg = f"{record.msg} (and {self._dropped} more failures since the last)"
        self._last_s, self._dropped = record.created, 0
        return True
