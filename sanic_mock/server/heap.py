"""Gives memory back to the system that was used and freed; glibc would keep it for the process."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def trim() -> None:
    """Return free memory, where the C library can: malloc_trim(3); takes some milliseconds."""
    with suppress(OSError, AttributeError):  # a C library that is not glibc
        ctypes.CDLL(None).malloc_trim(0)


def collect_and_trim() -> None:
    """Return what start or a large request took."""
    gc.collect()  # a refused body is part of a cycle, by the traceback of why
    trim()
