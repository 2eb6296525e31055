"""What a PDF shows is counted without its fonts, and within bounds."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media.pdf import MOST_INFLATED, Sheets, sheets_of


def stream(text: bytes) -> bytes:
    """Return a stream as files have it."""
    raw = zlib.compress(text)
    return b"1 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(raw), raw)


def pdf(*streams: bytes, pages: int = 1) -> bytes:
    """Return what is enough of a PDF."""
    return b"%PDF-1.4\n" + b"<< /Type /Page >>\n" * pages + b"".join(map(stream, streams))


@pytest.mark.parametrize(
    ("data", "sheets"),
    [
        (b"", Sheets(1, 0)),
        (b"no PDF (at all) Tj", Sheets(1, 0)),
        (pdf(pages=3) + b"<< /Type /Pages >>", Sheets(3, 0)),
        (pdf(b"BT (Hello) Tj ET"), Sheets(1, 5)),
        (pdf(b"BT [(Hel) -20 (lo)] TJ ET"), Sheets(1, 5)),
        (pdf(rb"BT (a\)b\101) Tj ET"), Sheets(1, 4)),
        (pdf(b"BT (a (b) c (d)) Tj ET"), Sheets(1, 11)),
        (pdf(b"BT <48656C6C6F> Tj ET"), Sheets(1, 5)),
        (pdf(b"BT (Hi) Tj ET", b"BT (there) Tj ET", pages=2), Sheets(2, 7)),
        (pdf(b"(drawn, not shown) re f"), Sheets(1, 0)),
        (pdf(b"<< /Type /Page >> << /Type /Page >>", pages=0), Sheets(2, 0)),
    ],
)
def test_pages_and_glyphs_are_counted(data: bytes, sheets: Sheets) -> None:
    assert sheets_of(data) == sheets


def test_a_stream_that_is_not_compressed_is_read_too() -> None:
    assert sheets_of(b"stream\nBT (Hello) Tj ET\nendstream") == Sheets(1, 5)


def test_what_inflates_to_much_is_cut_and_the_rest_taken_to_be_alike() -> None:
    page = b"BT (%b) Tj ET" % (b"a" * (MOST_INFLATED // 2))
    few, many = (sheets_of(pdf(*[page] * number)).glyphs for number in (1, 40))

    assert 10 * few < many < 80 * few


def test_a_bomb_is_not_inflated() -> None:
    bomb = pdf(b"BT (" + b"a" * 50_000_000 + b") Tj ET")

    assert sheets_of(bomb).glyphs == 0  # its one text has no end within the bound


@pytest.mark.parametrize(
    "text",
    [
        b"(",
        b"(\\",
        b"<0",
        b"(a",
        b"(a(bb",
        b"stream\n",
        b"stream\nendstream\n",
        b"/Type /Page",
    ],
)
def test_what_has_no_end_is_read_once(text: bytes) -> None:
    """What reads it again from each beginning takes minutes, and the test's time limit ends it."""
    for data in (text * 100_000, pdf(b"BT Tj " + text * 100_000)):
        assert sheets_of(data).glyphs <= len(data)


@given(st.binary(max_size=300))
def test_nothing_is_too_broken(rest: bytes) -> None:
    for data in (rest, b"stream\n" + rest, pdf(rest), pdf(b"BT " + rest + b" Tj ET")):
        assert sheets_of(data).pages >= 1
