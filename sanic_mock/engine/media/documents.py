"""The text of files that are no PDFs: what is a text, and what is zipped (`zipped_documents`).

Only so much is read of one file as is told in `document`; what follows is taken to be like that,
and told as a share. What unzips is imported with the first file that is zipped: `zipfile` and the
names of HTML's characters take 0.7 MB.
"""

from __future__ import annotations

from sanic_mock.engine.media.document import MOST_READ, MOST_ROWS, Document

_ZIP = b"PK\x03\x04"


def document_of(data: bytes, *, is_sheet: bool = False) -> Document | None:
    """Return what a file says; None where that cannot be told.

    Args:
        data: the file.
        is_sheet: whether a text is of rows, which its name or its kind tells.
    """
    if data.startswith(_ZIP):
        from sanic_mock.engine.media.zipped_documents import zipped_document

        return zipped_document(data)
    cut = data[:MOST_READ]
    try:
        text = cut.decode("utf-8-sig") if len(cut) == len(data) else cut.decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    if is_sheet:
        return Document("".join(text.splitlines(keepends=True)[:MOST_ROWS]), is_sheet=True)
    return Document(text, share=len(cut) / len(data) if data else 1.0)
