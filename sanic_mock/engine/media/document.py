"""What a file that is no PDF says, and how much is read of one."""

from __future__ import annotations

from typing import NamedTuple

MOST_READ = 1 << 18
MOST_ROWS = 1000


class Document(NamedTuple):
    """What a file says.

    Attributes:
        text: as far as it is read.
        is_sheet: whether it is rows of a spreadsheet.
        share: the part of the file that was read, above 0 and up to 1.
    """

    text: str
    is_sheet: bool = False
    share: float = 1.0
