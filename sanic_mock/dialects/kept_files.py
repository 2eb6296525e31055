"""What was read of files in prompts, which clients send again with each turn."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.engine.offload import is_short_of_time

T = TypeVar("T")


class KeptFiles(Generic[T]):
    """Some numbers of each file, under a hash of it: its size is of no matter.

    Args:
        most: of how many files.
    """

    def __init__(self, most: int) -> None:
        self._kept: BoundedCache[T] = BoundedCache(most, most)

    def of(self, data: str, read: Callable[[], T], *ways: Hashable) -> T:
        """Return what is kept of a file, or read it; what had less time than it takes is not kept.

        Args:
            data: the file, as it came.
            read: reads it; raises Lengthy where that is to be done on a thread.
            ways: in which it is read.
        """
        key = hash(data), len(data), *ways
        found = self._kept.get(key)
        if found is None:
            found = read()
            if not is_short_of_time():
                self._kept.keep(key, found, 1)
        return found
