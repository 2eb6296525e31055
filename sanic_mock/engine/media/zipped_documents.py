"""The text of Word's, PowerPoint's and spreadsheets' files.

"File inputs" [guides-2026] says what a model is shown: of documents their text alone, of each sheet
its first rows. Only so much is inflated of one file, whatever it claims to have.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sanic_mock.engine.media.document import MOST_READ, MOST_ROWS, Document

MOST_MEMBERS = 4096
# How many bytes one byte of an archive may become: zlib's own bound for deflate.
MOST_FROM_ONE = 1032
_SHEETS_READ = 8

_LISTED = b"PK\x01\x02"  # APPNOTE.TXT, 4.3.12
_PARTS = re.compile(r"word/document\.xml|ppt/slides/slide\d+\.xml")
_SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml")
_STRINGS = "xl/sharedStrings.xml"
# ECMA-376, part 1: runs of text and ends of paragraphs in 17.3 and 21.1, cells in 18.3.
_PIECE = re.compile(r"<[wa]:t(?:\s[^<>]*)?>([^<]*)|(</[wa]:p>)")
_SHARED = re.compile(r"<t(?:\s[^<>]*)?>([^<]*)|(</si>)")
_CELL = re.compile(r"<c(\s[^<>]*)?>|<(?:v|t)(?:\s[^<>]*)?>([^<]*)|(</c>)|(</row>)")
_IS_SHARED = re.compile(r'\st="s"')


def zipped_document(data: bytes) -> Document | None:
    """Return what a file says; None where that cannot be told."""
    if data.count(_LISTED) > MOST_MEMBERS:
        return None
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _read(archive, len(data) * MOST_FROM_ONE)
    except (BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, KeyError):
        return None


def _read(archive: ZipFile, most: int) -> Document | None:
    members = {one.filename: one for one in archive.infolist() if _is_plain(one)}
    if parts := sorted(filter(_PARTS.fullmatch, members)):
        xml, share = _inflated(archive, [members[one] for one in parts], most)
        return Document("".join(_pieces(xml)).strip(), share=share)
    if sheets := sorted(filter(_SHEETS.fullmatch, members)):
        shared = [members[_STRINGS]] if _STRINGS in members else []
        strings = list(_strings(_inflated(archive, shared, most)[0]))
        rows = (
            _rows(_inflated(archive, [members[one]], most)[0], strings)
            for one in sheets[:_SHEETS_READ]
        )
        return Document("".join(map("".join, rows)), is_sheet=True)
    return None


def _is_plain(member: ZipInfo) -> bool:
    is_encrypted = member.flag_bits & 1
    return member.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not is_encrypted


def _inflated(archive: ZipFile, members: list[ZipInfo], most: int) -> tuple[str, float]:
    """Return the texts of members, up to a bound, and what share of them that is.

    Args:
        archive: whose they are.
        members: of the archive.
        most: bytes that it can have in all, whatever it claims.
    """
    left, found = MOST_READ, []
    for one in members:
        with archive.open(one) as stream:
            found.append(stream.read(left))
        left -= len(found[-1])
        if left <= 0:
            break
    whole = min(most, sum(max(0, one.file_size) for one in members))
    read = MOST_READ - left
    share = min(1.0, read / whole) if left <= 0 and whole else 1.0
    return b"".join(found).decode("utf-8", "replace"), share


def _pieces(xml: str) -> Iterator[str]:
    for found in _PIECE.finditer(xml):
        yield "\n" if found[2] else unescape(found[1])


def _strings(xml: str) -> Iterator[str]:
    """Yield the texts that cells share."""
    said = ""
    for found in _SHARED.finditer(xml):
        if found[2]:
            yield said
            said = ""
        else:
            said += unescape(found[1])


def _rows(xml: str, strings: list[str]) -> Iterator[str]:
    """Yield the first rows of a sheet, each with its newline, and commas between cells."""
    return islice(_all_rows(xml, strings), MOST_ROWS)


def _all_rows(xml: str, strings: list[str]) -> Iterator[str]:
    cells: list[str] = []
    is_shared = False
    for found in _CELL.finditer(xml):
        if found[4]:
            yield ",".join(cells) + "\n"
            cells = []
        elif found[3] is not None or found[2] is None:
            is_shared = bool(_IS_SHARED.search(found[1] or ""))
        else:
            cells.append(_shared(found[2], strings) if is_shared else unescape(found[2]))


def _shared(place: str, strings: list[str]) -> str:
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 8 else len(strings)
    return strings[number] if number < len(strings) else ""
