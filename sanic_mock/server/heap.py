"""Gives back memory that start has used and freed; glibc would keep it for the process."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def trim() -> None:
    """Return free memory to the system, where the C library can; takes some milliseconds."""
    with suppress(OSError, AttributeError):  # a C library that is not glibc
        ctypes.CDLL(None).malloc_trim(0)
