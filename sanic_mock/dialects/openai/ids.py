"""Identifiers in forms that are OpenAI's alone; see `dialects.ids`."""

from __future__ import annotations

from binascii import hexlify

from sanic_mock.dialects.ids import BASE62, alphanumeric, unique
from sanic_mock.engine.draws import more

_EPOCH_S = 1_576_800_000
# Hex digits; the first 128 make a root and the chance of four ids, with 16 left over.
_ROOT, _CHANCE = 16, 24


def time_prefix(created_s: int) -> bytes:
    """Return the first five characters of a `chatcmpl-` id.

    base62(created - 1576800000): exact on all ids of [otel-2026] and [pydantic-2026].
    """
    left = created_s - _EPOCH_S
    digits = bytearray(5)
    for place in range(4, -1, -1):
        left, digit = divmod(left, 62)
        digits[place] = BASE62[digit]
    return bytes(digits)


def call_id(digest: bytes, choice: int, number: int) -> str:
    """Return the id of one call of a tool: `call_` and 24 of [0-9A-Za-z] [otel-2026]."""
    place = b"%d.%d" % (choice, number)
    return "call_" + alphanumeric(more(digest, place)[:24]).decode()


class Naming:
    """The ids of one response and its items.

    Prefix, root, seconds, chance [pydantic-2026].

    Args:
        digest: of the request.
        created_s: unix seconds.
        root: the 16 hex digits they have in common; those of the request unless there are others.

    Attributes:
        created_s: as given.
    """

    def __init__(self, digest: bytes, created_s: int, root: str = "") -> None:
        self._digest = digest
        self._drawn = drawn = _hex(digest, b"naming")
        self.created_s = created_s
        self._seconds = f"{created_s:08x}"
        self.root = root or f"0{drawn[1:_ROOT]}"

    def id(self, prefix: str, number: int = 0) -> str:
        """Return an id; two of one request need different numbers."""
        return f"{prefix}_{self.root}00{self._seconds}{self._chance(number)}"

    def conversation_id(self) -> str:
        """Return the id of a conversation; its items have another number than 0."""
        return f"conv_{self._seconds}{self._chance(0)}{self.root}"

    def _chance(self, number: int) -> str:
        """Return 24 hex digits, `xxxx81` and `9x` or `ax`, and 16 more [pydantic-2026]."""
        at = _ROOT + _CHANCE * number
        drawn = self._drawn[at : at + _CHANCE]
        if len(drawn) < _CHANCE:
            drawn = _hex(self._digest, b"naming.%d" % number)[:_CHANCE]
        return f"{drawn[:4]}81{'9a'[int(drawn[6], 16) & 1]}{drawn[7:]}"


class RootLastNaming(Naming):
    """Ids of 48 letters, whose root is at their end.

    Those of responses were such until September 2025 [replay-2026], and those of items that are
    made for conversations are (6 of 6 [cassettes-2026]).
    """

    def id(self, prefix: str, number: int = 0) -> str:
        """See Naming."""
        return f"{prefix}_{self._seconds}{self._chance(number)}{self.root}"


def _hex(digest: bytes, purpose: bytes) -> str:
    """Return 128 hex digits."""
    return hexlify(unique(more(digest, purpose))).decode()
