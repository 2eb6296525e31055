"""The short ways of dialects: each is made once, when its dialect is first asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from sanic_mock.dialects.vendor import Dialect

_MOST_KNOWN = 256

Way = TypeVar("Way")


class ShortWays(Generic[Way]):
    """See above.

    Args:
        make: returns that of a dialect, None where it has none.
    """

    def __init__(self, make: Callable[[Dialect], Way | None]) -> None:
        self._make = make
        self._known: dict[Dialect, Way | None] = {}

    def of(self, dialect: Dialect) -> Way | None:
        """Return that of a dialect; there is one, for as long as this."""
        if dialect not in self._known:
            if len(self._known) >= _MOST_KNOWN:  # some vendors have a dialect for each model
                self._known.clear()
            self._known[dialect] = self._make(dialect)
        return self._known[dialect]
