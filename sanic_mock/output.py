"""Standard streams: how wide a terminal is, and those that cannot be written.

That is so on a full disk, or where nobody reads any more.
"""

from __future__ import annotations

import errno
import os
from typing import TextIO

# What write(2) fails with, and nothing else that a command does.
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
# columns of what is no terminal, or does not say
USUAL_WIDTH = 100


def width_of(stream: TextIO) -> int:
    """Return how many columns a stream shows."""
    if not stream.isatty():
        return USUAL_WIDTH
    return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH


def discard(stream: TextIO) -> None:
    """Write nowhere from here on; a stream keeps what failed, and every flush would fail again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
    stream.flush()
