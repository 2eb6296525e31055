"""What a request's head decides, remembered by its bytes: clients send few different heads."""

from __future__ import annotations

from typing import cast

import msgspec

from sanic_mock.dialects.front import Dialect
from sanic_mock.dialects.table import Table
from sanic_mock.errors import Problem
from sanic_mock.server.request_head import MAX_HEAD, read_head

# A larger body is Sanic's, and answered on a thread: on the loop, 1 MB of JSON would hold up every
# other answer for some milliseconds, and a schema of that size for a second.
LARGE_BODY = 64 * 1024


class Admitted(msgspec.Struct, frozen=True):
    """What a head decides for every request that bears it.

    Attributes:
        length: bytes of the body.
        dialect: who answers.
        refusal: why nobody will, or None.
    """

    length: int
    dialect: Dialect
    refusal: Problem | None


# What stands where no head was read yet.
NOBODY = Admitted(-1, cast(Dialect, None), None)


class Heads(dict[bytes, Admitted | None]):
    """Head to what it decides; None where the head is not recognised.

    Args:
        table: who answers on which path.
        most_bytes: a longer body is Sanic's, which refuses or parses it.
        most: heads remembered; when it is reached, all are forgotten.
    """

    def __init__(
        self,
        table: Table,
        most_bytes: int = LARGE_BODY,
        most: int = 1024,
    ) -> None:
        super().__init__()
        self._most_bytes = most_bytes
        self._table = table
        self._most = most

    def __missing__(self, head: bytes) -> Admitted | None:
        if len(head) > MAX_HEAD:
            return None
        if len(self) >= self._most:
            self.clear()
        self[head] = admitted = self._admit(head)
        return admitted

    def _admit(self, head: bytes) -> Admitted | None:
        known = read_head(head)
        if known is None or known.length > self._most_bytes:
            return None
        admission = self._table.admit(known.front)
        return None if admission is None else Admitted(known.length, *admission)
