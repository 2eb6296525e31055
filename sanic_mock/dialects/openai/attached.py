"""What files in a prompt bill: their text, and where a model is shown them, their pages.

Held by what was billed from June to August 2026; the same files billed 13 less until March
[billed-2026] [cassettes-2026].
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from typing import NamedTuple

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.models import Family, family_of
from sanic_mock.dialects.openai.models.images import Tiles
from sanic_mock.engine.media import data_url
from sanic_mock.engine.media.documents import MOST_READ, document_of
from sanic_mock.engine.media.pdf import sheets_of
from sanic_mock.engine.offload import takes

# What a file bills; more, if it is a PDF with a text; and glyphs of that for a token: an estimate,
# within 1 % of five files, and within 9 tokens of three that are shorter than 15 letters.
_FILE_TOKENS = 4
_PDF_TEXT_TOKENS = 7
_GLYPHS_PER_TOKEN = 3.825
# What frames the text of any other file, and the rows of a spreadsheet, which are summed up for the
# model: of two documents and two sheets, within 2. To gpt-5.4 it is less, as of one each.
_TEXT_TOKENS, _ROWS_TOKENS, _LESS_TO_LATEST = 17, 35, 3
# At chat each page is an image, too, of one size in all that were recorded: 212 to 218 tokens where
# images are cut into tiles, whatever a tile bills, 201 to 205 to gpt-5-mini, 982 or 983 to
# gpt-4.1-nano and gpt-5.4.
_TILED_PAGE_TOKENS, _PAGE_TOKENS_GPT5, _PAGE_TOKENS = 213, 203, 982

KEPT_FILES = 64

_ZIP = b"PK"
_ZIP_US = 40_000  # bombs take as long
_BYTES_PER_US = 8
_SHEET_KINDS = ("text/csv", "text/tab-separated-values", "text/tsv")
_SHEET_ENDS = (".csv", ".tsv", ".iif")


class Attached(NamedTuple):
    """What of a file is billed.

    Attributes:
        pages: at least one.
        text: tokens of its text, with what frames that; 0 where it has none.
        is_pdf: whether its pages may be shown.
    """

    pages: int
    text: int
    is_pdf: bool = False


_UNKNOWN = Attached(1, 0)
# Of each file three numbers are kept, under a hash of it: its size is of no matter.
_kept: BoundedCache[Attached] = BoundedCache(KEPT_FILES, KEPT_FILES)


def file_tokens(data: str, name: str, model: str, count: Count, *, shows_pages: bool) -> int:
    """Return the tokens of one file in a prompt.

    Args:
        data: a data URL, or base64; anything else, or none, counts as one page without a text.
        name: of the file; of a text it tells whether it is rows.
        model: as in the request.
        count: counts a text's tokens.
        shows_pages: whether the pages of a PDF are images as well, as at chat.
    """
    family = family_of(model.rpartition("/")[2])
    found = _contents(data, name.lower(), count)
    tokens = _FILE_TOKENS + found.text
    if found.text and not found.is_pdf and family.prompting.wraps_calls:
        tokens -= _LESS_TO_LATEST
    is_shown = shows_pages and (found.is_pdf or found is _UNKNOWN)
    return tokens + found.pages * _page_tokens(family) if is_shown else tokens


def _page_tokens(family: Family) -> int:
    if isinstance(family.images, Tiles):
        return _TILED_PAGE_TOKENS
    is_gpt5 = family.prompting.has_definitions and not family.prompting.wraps_calls
    return _PAGE_TOKENS_GPT5 if is_gpt5 else _PAGE_TOKENS


def _contents(data: str, name: str, count: Count) -> Attached:
    key = hash(data), len(data), name.endswith(_SHEET_ENDS), count
    found = _kept.get(key)
    if found is None:
        found = _read(data, count, is_sheet=key[2])
        _kept.keep(key, found, 1)
    return found


def _read(data: str, count: Count, *, is_sheet: bool) -> Attached:
    url = data_url.read(data)
    try:
        raw = a2b_base64(data[url.start :] if url is not None and url.start else data)
    except (Error, ValueError):
        return _UNKNOWN
    if not raw:
        return _UNKNOWN
    if b"%PDF" in raw[:1024]:
        pages, glyphs = sheets_of(raw)
        return Attached(pages, _pdf_text_tokens(glyphs), is_pdf=True)
    is_sheet = is_sheet or (url is not None and url.kind in _SHEET_KINDS)
    return _document(raw, count, is_sheet=is_sheet)


def _pdf_text_tokens(glyphs: int) -> int:
    return _PDF_TEXT_TOKENS + round(glyphs / _GLYPHS_PER_TOKEN) if glyphs else 0


def _document(raw: bytes, count: Count, *, is_sheet: bool) -> Attached:
    takes(_ZIP_US if raw.startswith(_ZIP) else min(len(raw), MOST_READ) // _BYTES_PER_US)
    found = document_of(raw, is_sheet=is_sheet)
    if found is None or not found.text:
        return _UNKNOWN
    framing = (_ROWS_TOKENS if found.is_sheet else _TEXT_TOKENS) - _FILE_TOKENS
    return Attached(1, framing + round(count(found.text) / found.share))
