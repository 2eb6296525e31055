"""What a PDF says, and on how many pages: its text as pypdf reads it, which is what is billed.

Files come from anybody. Work is bounded by what is read of one file, and where that is not enough,
by the CPU time of the thread that reads it (`offload.spent_s`). What is not read, as the bound is
reached or as a page is broken, is taken to be like the pages that were, and told as a share. A file
of which nothing can be read, or that is encrypted, has no text, and as many pages as it names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sanic_mock.engine.offload import is_wanted, spent_s, step

MOST_BYTES = 1 << 25
#: So many letters are read of one file, and the page with the last of them to its end.
MOST_LETTERS = 1 << 18
MOST_S = 2.0
#: What reading any file takes at least: a page of text takes milliseconds.
PDF_US = 1_000_000

_HEAD = b"%PDF"
#: Where it may begin.
HEAD_BYTES = 1024
_PAGE = re.compile(rb"/Type\s{0,8}/Page(?![A-Za-z])")


class Pdf(NamedTuple):
    """What a PDF says.

    Attributes:
        pages: at least one.
        text: as far as it is read.
        share: the part of the pages that was read, above 0 and up to 1.
    """

    pages: int
    text: str = ""
    share: float = 1.0


def is_pdf(data: bytes) -> bool:
    """Return whether a file begins as PDFs do."""
    return _HEAD in data[:HEAD_BYTES]


def pdf_of(data: bytes) -> Pdf:
    """Return what a file says, whatever it is; it may take seconds.

    Raises:
        Abandoned: nobody waits for it any more.
    """
    named = Pdf(max(1, len(_PAGE.findall(data))))
    if len(data) > MOST_BYTES:
        return named
    from sanic_mock.engine.media import pdf_reader

    begun_s = spent_s()

    def is_over() -> bool:
        return spent_s() - begun_s > MOST_S or not is_wanted()

    found = pdf_reader.read(data, MOST_LETTERS, is_over)
    step()
    return named if found is None else Pdf(*found)
