"""What a request's head decides, remembered by its bytes: clients send few different heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import msgspec

from sanic_mock.dialects.table import Dialect
from sanic_mock.errors import Problem
from sanic_mock.server.http_head import MAX_HEAD, read_head

# A larger body is Sanic's, and parsed on a thread: on the loop, 1 MB of JSON would hold up every
# other answer for some milliseconds.
LARGE_BODY = 256 * 1024

Refusal = Callable[[str | None], Problem | None]


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
        dialects: who answers on which path.
        most_bytes: a longer body is Sanic's, which refuses or parses it.
        refusal: why the holder of an Authorization field is not let in.
        most: heads remembered; when it is reached, all are forgotten.
    """

    def __init__(
        self,
        dialects: Mapping[str, Dialect],
        refusal: Refusal,
        most_bytes: int = LARGE_BODY,
        most: int = 1024,
    ) -> None:
        super().__init__()
        self._most_bytes = most_bytes
        self._dialects = dialects
        self._refusal = refusal
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
        dialect = self._dialects.get(known.path)
        if dialect is None:
            return None
        return Admitted(known.length, dialect, self._refusal(known.authorization))
