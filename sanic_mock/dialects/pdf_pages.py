"""How many pages a PDF in a prompt has, for vendors who bill these."""

from __future__ import annotations

from binascii import Error, a2b_base64
from typing import Any

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.engine.media.pdf import PDF_US, pdf_of
from sanic_mock.engine.offload import takes

KEPT = 64
# Of each file its number is kept, under a hash of it: its size is of no matter.
_kept: BoundedCache[int] = BoundedCache(KEPT, KEPT)


def pages_of(data: Any) -> int:
    """Return how many pages a PDF has; one for anything else.

    Args:
        data: its base64, if it is there.

    Raises:
        Lengthy: it is to be read on a thread.
    """
    if not isinstance(data, str):
        return 1
    key = hash(data), len(data)
    found = _kept.get(key)
    if found is None:
        found = _read(data)
        _kept.keep(key, found, 1)
    return found


def _read(data: str) -> int:
    try:
        raw = a2b_base64(data, strict_mode=True)
    except (Error, ValueError):
        return 1
    takes(PDF_US)
    return pdf_of(raw).pages
