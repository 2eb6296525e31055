"""What files in a prompt bill: their text, and where a model is shown them, their pages.

Text and framing bill what was recorded from October 2025 to August 2026, those of PDFs to the token
where they have a text [billed-2026] [cassettes-2026].
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from functools import partial
from typing import NamedTuple

from sanic_mock.dialects.kept_files import KeptFiles
from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.models import Family, family_of
from sanic_mock.dialects.openai.models.images import Tiles
from sanic_mock.engine.media import data_url
from sanic_mock.engine.media.document import MOST_READ
from sanic_mock.engine.media.documents import document_of
from sanic_mock.engine.media.pdf import is_pdf, pdf_of
from sanic_mock.engine.offload import takes

# What a file bills beside a text, or without one; and what more, in responses since June 2026, of
# text to a model and to gpt-5.4, and of the rows of a spreadsheet, which are summed up for it.
_FILE_TOKENS = 4
_FRAMED_TOKENS, _FRAMED_TO_LATEST, _SUMMED_UP_TOKENS = 13, 10, 18
# At chat each page is an image, too, of one size in all that were recorded: where images are cut
# into tiles whatever a tile bills, six of seven files to the token; 209 or 213 to gpt-5-mini; 992
# to gpt-4.1-nano and gpt-5.4, 993 once.
_TILED_PAGE_TOKENS, _PAGE_TOKENS_GPT5, _PAGE_TOKENS = 212, 211, 992

KEPT_FILES = 1024

_ZIP = b"PK"
_ZIP_US = 40_000  # bombs take as long
_BYTES_PER_US = 8
_SHEET_KINDS = ("text/csv", "text/tab-separated-values", "text/tsv")
_SHEET_ENDS = (".csv", ".tsv", ".iif")


class Attached(NamedTuple):
    """What of a file is billed.

    Attributes:
        pages: at least one.
        text: tokens of its text; 0 where it has none.
        is_pdf: whether its pages may be shown.
        is_sheet: whether it is rows of a spreadsheet.
    """

    pages: int
    text: int
    is_pdf: bool = False
    is_sheet: bool = False


_UNKNOWN = Attached(1, 0)
_kept: KeptFiles[Attached] = KeptFiles(KEPT_FILES)


def file_tokens(
    data: str, name: str, model: str, count: Count, *, shows_pages: bool, frames_text: bool
) -> int:
    """Return the tokens of one file in a prompt.

    Args:
        data: a data URL, or base64; anything else, or none, counts as one page without a text.
        name: of the file; of a text it tells whether it is rows.
        model: as in the request.
        count: counts a text's tokens.
        shows_pages: whether the pages of a PDF are images as well, as at chat.
        frames_text: whether texts are framed, as in responses since June 2026.

    Raises:
        Lengthy: it is to be read on a thread.
    """
    family = family_of(model.rpartition("/")[2])
    found = _contents(data, name.lower(), count)
    tokens = _FILE_TOKENS + found.text
    if frames_text and found.text:
        tokens += _FRAMED_TO_LATEST if family.prompting.wraps_calls else _FRAMED_TOKENS
    if found.is_sheet:
        tokens += _SUMMED_UP_TOKENS
    is_shown = shows_pages and (found.is_pdf or found is _UNKNOWN)
    return tokens + found.pages * _page_tokens(family) if is_shown else tokens


def _page_tokens(family: Family) -> int:
    if isinstance(family.images, Tiles):
        return _TILED_PAGE_TOKENS
    is_gpt5 = family.prompting.has_definitions and not family.prompting.wraps_calls
    return _PAGE_TOKENS_GPT5 if is_gpt5 else _PAGE_TOKENS


def _contents(data: str, name: str, count: Count) -> Attached:
    is_sheet = name.endswith(_SHEET_ENDS)
    return _kept.of(data, partial(_read, data, count, is_sheet=is_sheet), is_sheet, count)


def _read(data: str, count: Count, *, is_sheet: bool) -> Attached:
    url = data_url.read(data)
    start = url.start if url is not None else 0
    try:
        raw = a2b_base64(data[start:])
    except (Error, ValueError):
        return _UNKNOWN
    if not raw:
        return _UNKNOWN
    if is_pdf(raw):
        pdf = pdf_of(raw)
        return Attached(pdf.pages, round(count(pdf.text) / pdf.share), is_pdf=True)
    is_sheet = is_sheet or (url is not None and url.kind in _SHEET_KINDS)
    return _document(raw, count, is_sheet=is_sheet)


def _document(raw: bytes, count: Count, *, is_sheet: bool) -> Attached:
    takes(_ZIP_US if raw.startswith(_ZIP) else min(len(raw), MOST_READ) // _BYTES_PER_US)
    found = document_of(raw, is_sheet=is_sheet)
    if found is None or not found.text:
        return _UNKNOWN
    return Attached(1, round(count(found.text) / found.share), is_sheet=found.is_sheet)
