"""Gives memory back to the system that was used and freed; glibc would keep it for the process."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import mmap
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TRIM_S = 0.5

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # of mallopt(3)
# What glibc lets a mapping of its own be at most; what may stay free is twice as much.
_LARGEST = 32 << 20
_MADV_DONTNEED = 4  # of madvise(2)
_BLOCK = 1 << 16  # with single pages it takes twice as long, and returns 2 % more


def share_one_arena() -> None:
    """Let threads take memory where all others do, where that can be said; none is started yet.

    Each would keep up to 64 MB of its own: what lies at the end of an arena is given back by no
    `trim`, but of the first. Python's lock lets them have their turns anyway.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def keep_large_blocks() -> None:
    """Let large blocks that were freed be taken again, where that can be said, until `trim`.

    Else glibc has a mapping for each, and learns from those that are freed to have none: with a
    vocabulary it maps 34,000 pages instead of 25,000 until it knows, 26 of the 288 ms of its load.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGEST)
        ctypes.CDLL(None).mallopt(_M_TRIM_THRESHOLD, 2 * _LARGEST)


def trim() -> None:
    """Return free memory, where the C library can: malloc_trim(3); takes some milliseconds."""
    with suppress(OSError, AttributeError):  # a C library that is not glibc
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def without_zeros() -> Iterator[None]:
    """Return, of what the heap has grown by in a block, all that is nothing but zeros.

    It is zeros again when it is touched again: of the 64 MB of a vocabulary, 24. No other thread
    may run, nor may anything be written there between looking and returning; where Python's own
    small objects lie on the heap, nothing is returned.
    """
    begin = _heap_end()
    yield
    if begin:
        _drop_zeros(begin, _heap_end())


def _heap_end() -> int:
    """Return where the heap ends, 0 where it is not to be looked at: sbrk(2)."""
    if sys.platform != "linux":
        return 0
    find = ctypes.CDLL(None).sbrk
    find.restype = ctypes.c_void_p
    end = int(find(0) or 0)
    return end if id(object()) > end else 0  # mappings, where small objects usually are, lie above


def _drop_zeros(begin: int, end: int) -> None:
    differs, drop = ctypes.CDLL(None).memcmp, page_dropper()
    differs.argtypes = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t
    first = -(-begin // mmap.PAGESIZE) * mmap.PAGESIZE
    with mmap.mmap(-1, _BLOCK) as zeros:
        there = ctypes.addressof(ctypes.c_char.from_buffer(zeros))
        for block in range(first, end - _BLOCK + 1, _BLOCK):
            if not differs(block, there, _BLOCK):
                drop(block, _BLOCK)


def page_dropper() -> Callable[[int, int], int]:
    """Return what lets go of pages, by where they begin and how many bytes they have.

    What was in them is read of their file again, or zeros: MADV_DONTNEED of madvise(2).
    """
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    return lambda begin, size: int(advise(begin, size, _MADV_DONTNEED))


def collect_and_trim() -> None:
    """Return what start or a large request took."""
    gc.collect()  # a refused body is part of a cycle, by the traceback of why
    trim()


class Trimmer:
    """Gives memory back after large requests that threads have worked on: once for many of them.

    It is done on a thread, for it may take some milliseconds, and when the requests have gone.
    """

    def __init__(self) -> None:
        self._is_due = False

    def trim_soon(self) -> None:
        """Do it in a moment, if that is not to be done already."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(TRIM_S, self._begin)

    def _begin(self) -> None:
        self._is_due = False
        asyncio.get_running_loop().run_in_executor(None, trim)
