"""PDFs, good and bad, written by hand (ISO 32000-1, 7.5)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_FIRST_PAGE = 10


def shown(text: bytes) -> bytes:
    """Return what shows a text at the top of a page."""
    return b"BT /F1 12 Tf 72 700 Td (%b) Tj ET\n" % text


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a compressed stream, with further entries of its dictionary."""
    raw = zlib.compress(content)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(raw), raw)


def pdf(
    *contents: bytes,
    font: bytes = FONT,
    resources: bytes = b"",
    further: Mapping[int, bytes] | None = None,
    times: int = 1,
) -> bytes:
    """Return a file.

    Args:
        contents: what each page shows, in order.
        font: object 3, which each page knows as F1.
        resources: further entries of each page's.
        further: other objects; 4 to 9 are free.
        times: each page comes so often.
    """
    pages = range(_FIRST_PAGE, _FIRST_PAGE + len(contents) * times)
    streams = range(pages.stop, pages.stop + len(contents))
    kids = b" ".join(b"%d 0 R" % one for one in pages)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),
        3: font,
        **(further or {}),
    }
    for place, one in enumerate(pages):
        objects[one] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>%b>>>>" % (streams[place % len(streams)], resources)
        )
    objects |= {number: stream(content) for number, content in zip(streams, contents, strict=True)}
    return written(objects)


def written(objects: Mapping[int, bytes]) -> bytes:
    """Return a file of these objects, the first of which is its root, with its table."""
    parts, places = [b"%PDF-1.7\n"], {}
    end = len(parts[0])
    for number, content in objects.items():
        places[number] = end
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        end += len(parts[-1])
    size = max(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    parts += [b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size)]
    parts.append(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, end))
    return b"".join(parts)


def mapped(ranges: bytes) -> bytes:
    """Return the stream of a font that tells which letters its codes are (9.10.3)."""
    opening = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    return stream(opening + ranges + b"\nendcmap")
