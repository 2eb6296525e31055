"""What was made of lists of tools, which come again with each turn of an agent."""

from __future__ import annotations

from sanic_mock.dialects.bounded_cache import BoundedCache, Made

_MOST = 512
_MOST_BYTES = 1 << 21
_LONGEST = _MOST_BYTES // 4  # a hundred tools are 100 KB


class KeptLists(BoundedCache[Made]):
    """Keeps what was made of the bytes of lists; see BoundedCache."""

    def __init__(self) -> None:
        super().__init__(_MOST, _MOST_BYTES, _LONGEST)
