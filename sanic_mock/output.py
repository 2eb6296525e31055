"""Standard streams that cannot be written: on a full disk, or where nobody reads any more."""

from __future__ import annotations

import errno
import os
from typing import TextIO

# What write(2) fails with, and nothing else that a command does.
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def discard(stream: TextIO) -> None:
    """Write nowhere from here on; a stream keeps what failed, and every flush would fail again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
    stream.flush()
