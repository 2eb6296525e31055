"""SHA-256 of long bytes, of which only what follows a beginning that is known is read.

A hash may be copied as it stands, and go on with what is left: of 25 kB that differ from others in
their last bytes it takes 0.9 us in place of 12, and 12.5 where nothing is known of how they begin.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sanic_mock.engine.beginnings import LONGEST, Beginnings

if TYPE_CHECKING:
    from hashlib import _Hash

# Of less than this the hash is made as quickly as its beginning is found.
LONG_BYTES = 2_048


class BegunHashes:
    """Hashes of bytes of which many begin alike; any thread may ask."""

    def __init__(self) -> None:
        self._beginnings: Beginnings[bytes, _Hash] = Beginnings(_read)

    def __call__(self, whole: bytes) -> bytes:
        """Return the SHA-256 of bytes."""
        known = self._beginnings.of(whole) if LONG_BYTES <= len(whole) <= LONGEST else None
        if known is None:
            return sha256(whole).digest()
        beginning, begun = known
        copied = begun.copy()
        copied.update(whole[len(beginning) :])
        return copied.digest()


def _read(beginning: bytes) -> tuple[bytes, _Hash]:
    return beginning, sha256(beginning)
