"""Gives memory back that large requests took: to the next one, and to the system."""

from __future__ import annotations

import ctypes
import gc
import sys


def free_memory() -> None:
    """Collect garbage, and let the allocator return what it keeps; see malloc_trim(3)."""
    gc.collect()  # a refused body is part of a cycle, by the traceback of why
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
