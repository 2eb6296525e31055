"""Counts of tokens within what only looks random, which come back with what a client tells again.

A body is followed by the count, hidden by what is before it, and by what shows that the count was
hidden here: of what others made nobody knows.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple


class HiddenCount(NamedTuple):
    """How a count stands behind a body.

    Attributes:
        count_bytes: of the count.
        check_bytes: of what shows that it is one.
        mask: 16 bytes at most, by which it is hidden.
        purpose: likewise, by which it is shown to be one.
    """

    count_bytes: int
    check_bytes: int
    mask: bytes
    purpose: bytes

    def behind(self, body: bytes, tokens: int) -> bytes:
        """Return a body with a count behind it, which has to be less than its bytes can tell."""
        counted = body + self._hidden(body, tokens)
        return counted + self._check(counted)

    def read(self, raw: bytes) -> int | None:
        """Return the count behind a body, None where none was hidden here."""
        counted, check = raw[: -self.check_bytes], raw[-self.check_bytes :]
        if check != self._check(counted):
            return None
        body, count = counted[: -self.count_bytes], counted[-self.count_bytes :]
        return int.from_bytes(self._hidden(body, int.from_bytes(count)))

    def _hidden(self, body: bytes, tokens: int) -> bytes:
        """Return a count, hidden; of one that is hidden, the count."""
        drawn = blake2b(body, digest_size=self.count_bytes, person=self.mask).digest()
        return (tokens ^ int.from_bytes(drawn)).to_bytes(self.count_bytes)

    def _check(self, counted: bytes) -> bytes:
        return blake2b(counted, digest_size=self.check_bytes, person=self.purpose).digest()
