"""What is made of a key once, and kept for all that have the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class KnownValues(dict[Key, Value], Generic[Key, Value]):
    """Key to what is made of it; one that is known takes no step of Python.

    Args:
        make: makes it; what it raises is not kept.
        most: how many are kept; one more, and all others are forgotten.
    """

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made
