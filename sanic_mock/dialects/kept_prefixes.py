"""What of prompts is kept: prefixes that end where a client says so, each until its time is over.

All input is what is read of a kept prefix, what is written of a new one, and the tail. A prefix
that is too short is not kept, and nothing is said of that [messages-2026] [platform-2026]. Each
worker keeps its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.dialects.bounded_cache import BoundedCache

KEPT_PREFIXES = 8192
_NAME_BYTES = 64
_LASTS_S = {"5m": 300, "1h": 3600}


class CacheUse(NamedTuple):
    """How the input of one request is billed.

    Attributes:
        read: tokens that were kept.
        written_5m: tokens that are kept from now on, for five minutes.
        written_1h: likewise, for an hour.
    """

    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def written(self) -> int:
        """Tokens that are kept from now on."""
        return self.written_5m + self.written_1h


UNCACHED = CacheUse()


class PrefixEnd(NamedTuple):
    """The end of a prefix.

    Attributes:
        name: a hash of all that is before it.
        tokens: billed up to it.
        ttl: how long it is kept: "5m" or "1h".
    """

    name: bytes
    tokens: int
    ttl: str


class KeptPrefixes:
    """The prefixes that one worker keeps."""

    def __init__(self) -> None:
        self._until_s: BoundedCache[float] = BoundedCache(
            KEPT_PREFIXES, KEPT_PREFIXES * _NAME_BYTES
        )

    def use(self, ends: Sequence[PrefixEnd], least: int, now_s: float) -> CacheUse:
        """Return how a request's input is billed, and keep what it has kept.

        Args:
            ends: of its prefixes, the shortest first.
            least: tokens of the shortest prefix that is kept.
            now_s: seconds on any clock that only goes forward.
        """
        long = [one for one in ends if one.tokens >= least]
        read = max((place for place, one in enumerate(long) if self._has(one, now_s)), default=-1)
        begun = kept = long[read].tokens if read >= 0 else 0
        written = dict.fromkeys(_LASTS_S, 0)
        for place, one in enumerate(long):
            self._until_s.keep(one.name, now_s + _LASTS_S[one.ttl], _NAME_BYTES)
            if place > read:
                written[one.ttl] += one.tokens - begun
                begun = one.tokens
        return CacheUse(kept, written["5m"], written["1h"])

    def _has(self, one: PrefixEnd, now_s: float) -> bool:
        until_s = self._until_s.get(one.name)
        return until_s is not None and until_s > now_s
