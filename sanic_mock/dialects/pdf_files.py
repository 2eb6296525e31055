"""PDFs in prompts, for vendors who bill pages: how many these are, and the tokens of their text."""

from __future__ import annotations

from binascii import Error, a2b_base64
from functools import partial
from typing import Any, NamedTuple

from sanic_mock.dialects.kept_files import KeptFiles
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.media.pdf import is_pdf, pdf_of

KEPT = 1024
# Google's clients write the letters of RFC 4648, section 5.
_STANDARD = str.maketrans("-_", "+/")


class PdfFile(NamedTuple):
    """What is billed of a PDF.

    Attributes:
        pages: at least one.
        tokens: of its text, by o200k_base.
    """

    pages: int = 1
    tokens: int = 0


_UNKNOWN = PdfFile()
_kept: KeptFiles[PdfFile] = KeptFiles(KEPT)


def pdf_file(data: Any) -> PdfFile:
    """Return what is billed of a PDF; one page without a text for anything else.

    Args:
        data: its base64, if it is there.

    Raises:
        Lengthy: it is to be read on a thread.
    """
    if not isinstance(data, str) or not data:
        return _UNKNOWN
    return _kept.of(data, partial(_read, data))


def _read(data: str) -> PdfFile:
    try:
        raw = a2b_base64(data.translate(_STANDARD), strict_mode=True)
    except (Error, ValueError):
        return _UNKNOWN
    if not is_pdf(raw):
        return _UNKNOWN
    pdf = pdf_of(raw)
    return PdfFile(pdf.pages, round(counter()(pdf.text) / pdf.share))
