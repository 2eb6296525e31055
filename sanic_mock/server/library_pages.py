"""Lets go of what the start alone has read of libraries; who asks for it reads it again.

Pages of files count as memory as long as they are mapped. The library of the vocabularies alone has
3 MB that are read once, initialisers and their tables lie between what is needed later; of 17 MB
that a process has mapped when all is loaded, 4 are asked for again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sanic_mock.server.heap import page_dropper

# A page that was written is the process's own, and would be lost: relocations, a debugger's stops.
_UNCHANGED = re.compile(r"^Anonymous: +0 kB$.*^Swap: +0 kB$", re.MULTILINE | re.DOTALL)
_END = "\nVmFlags:"  # the last line of what proc_pid_smaps(5) says of a mapping


def drop_library_pages() -> None:
    """Unmap pages that were only read of files, where the system can say which; takes 5 ms."""
    if sys.platform != "linux":
        return
    drop = page_dropper()
    with suppress(OSError):
        for begin, end in _only_read(Path("/proc/self/smaps").read_text()):
            drop(begin, end - begin)


def _only_read(smaps: str) -> Iterator[tuple[int, int]]:
    """Yield where mappings of files begin and end that nobody may write, nor has written."""
    for told in smaps.split(_END)[:-1]:
        head = told if told[0] != " " else told.partition("\n")[2]  # behind the flags before it
        addresses, allowed, _, _, inode, *_ = head.partition("\n")[0].split()
        if allowed in ("r--p", "r-xp") and inode != "0" and _UNCHANGED.search(told):
            begin, _, end = addresses.partition("-")
            yield int(begin, 16), int(end, 16)
