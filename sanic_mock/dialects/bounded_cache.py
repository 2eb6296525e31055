"""What was made of bytes that come again and again, as the schemas of tools do."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")

LONGEST = 65_536  # bytes of one thing, unless said otherwise


class BoundedCache(Generic[Made]):
    """Keeps what was made lately, up to a number and up to the bytes that it was made of.

    Two generations: when the younger is full, the older is forgotten. What is asked for of the
    older joins the younger. Threads may ask and keep at once; at worst something is made twice.

    `engine.draws.Chance` and `engine.load.prefix.PartCache` forget by generations as well, and by
    steps of their own: the one counts and takes back, on the path of each request, and the other
    names all parts of a prompt at once, under a lock. What the three have in common is the line
    that lets the younger become the older; a class for it would cost each request a call.

    Args:
        most: how many are kept at most.
        most_bytes: of all that is kept.
        longest: the most bytes of one thing; what is longer is not kept.
    """

    def __init__(self, most: int, most_bytes: int, longest: int = LONGEST) -> None:
        self._longest = longest
        self._most = most // 2
        self._most_bytes = most_bytes // 2
        self._older: dict[Hashable, tuple[Made, int]] = {}
        self._younger: dict[Hashable, tuple[Made, int]] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> Made | None:
        """Return what was made of a key's bytes, or None where it is not kept."""
        found = self._younger.get(key)
        if found is None:
            found = self._older.get(key)
            if found is None:
                return None
            self.keep(key, *found)
        return found[0]

    def keep(self, key: Hashable, made: Made, size: int) -> None:
        """Keep what was made, unless its bytes are more than the most of one thing."""
        if size > self._longest:
            return
        if len(self._younger) >= self._most or self._bytes + size > self._most_bytes:
            self._older, self._younger, self._bytes = self._younger, {}, 0
        self._younger[key] = (made, size)
        self._bytes += size

    def __len__(self) -> int:
        return len(self._older) + len(self._younger)
