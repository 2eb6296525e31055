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
        self._known: dict[Dialect, Way] = {}

    def of(self, dialect: Dialect) -> Way | None:
        """Return that of a dialect; there is one, for as long as this."""
        known = self._known.get(dialect)
        if known is not None or (made := self._make(dialect)) is None:
            return known  # that there is none is found out again: some are asked once
        if len(self._known) >= _MOST_KNOWN:  # some vendors have a dialect for each model
            self._known.clear()
        self._known[dialect] = made
        return made
