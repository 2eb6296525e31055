"""What a PDF says, and on how many pages: its text as pypdf reads it, which is what is billed.

Files come from anybody. Work is bounded by what is read of one file, and where that is not enough,
by the CPU time that all files of a request have together (`offload.file_time`). What is not read,
as the bound is reached or as a page is broken, is taken to be like the pages that were, and told as
a share. A file of which nothing can be read, that is encrypted, or that no time is left for, has no
text, and as many pages as it names.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from sanic_mock.engine.offload import file_time, is_wanted, step
from sanic_mock.errors import Lengthy

MOST_BYTES = 1 << 25
#: So many letters are read of one file, and the page with the last of them to its end.
MOST_LETTERS = 1 << 18
#: So many pages are counted of what cannot be read.
MOST_NAMED = 1 << 16

_HEAD = b"%PDF"
#: Where it may begin.
HEAD_BYTES = 1024
_PAGE = re.compile(rb"/Type\s{0,8}/Page(?![A-Za-z])")
_LONGEST_NAME = 32  # with what must not follow
# A search lets no other thread run.
_SLICE_BYTES = 1 << 18


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
        UnreadFile: this is the event loop.
        Lengthy: it takes longer than this thread has for it.
        Abandoned: nobody waits for it any more.
    """
    time = file_time()
    from sanic_mock.engine.media import pdf_reader

    with time.reading() as is_over:
        pages, found = _pages_named(data), None
        if len(data) <= MOST_BYTES and not is_over():
            found = pdf_reader.read(data, MOST_LETTERS, lambda: is_over() or not is_wanted())
    if time.is_over and time.is_brief:
        raise Lengthy
    step()
    return Pdf(pages) if found is None else Pdf(*found)


def _pages_named(data: bytes) -> int:
    """Return how many pages a file names, from one up to `MOST_NAMED`; in steps."""
    pages = 0
    for start in range(0, len(data), _SLICE_BYTES):
        step()
        stop = start + _SLICE_BYTES
        found = _PAGE.finditer(data, start, stop + _LONGEST_NAME)
        pages += sum(1 for one in islice(found, MOST_NAMED) if one.start() < stop)
        if pages >= MOST_NAMED:
            return MOST_NAMED
    return max(1, pages)
