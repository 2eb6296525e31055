"""Files are billed by their text, and at chat by their pages."""

from __future__ import annotations

import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.attached import file_tokens
from sanic_mock.engine.offload import patiently
from sanic_mock.engine.tokens import ENCODING, encoding
from sanic_mock.errors import Lengthy
from tests.engine.media.makers import zipped

COUNT = encoding(ENCODING).count
WORD = "word/document.xml"
MEMO = ["Offsite Planning Memo", "It will be held in Reykjavik.", "240 people may come."]
ROWS = "region,q1,q2\nNortheast,120,135\nPacific,175,180\n"


def page(glyphs: int) -> str:
    """Return a PDF of one page that shows so many glyphs."""
    text = zlib.compress(b"BT (" + b"a" * glyphs + b") Tj ET")
    raw = b"%PDF-1.3\n<< /Type /Page >>\nstream\n" + text + b"\nendstream"
    return url("application/pdf", raw)


def url(kind: str, raw: bytes) -> str:
    """Return a data URL."""
    return f"data:{kind};base64,{b64encode(raw).decode()}"


def document() -> str:
    """Return a document of Word's."""
    xml = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in MEMO)
    return url("application/octet-stream", zipped({WORD: xml}))


def billed(data: str, name: str = "", model: str = "gpt-4o", *, at_chat: bool = False) -> int:
    """Return what a file bills, however long it takes."""
    return patiently(lambda: file_tokens(data, name, model, COUNT, shows_pages=at_chat))


@pytest.mark.parametrize(
    ("model", "glyphs", "at_chat", "tokens"),
    [
        # what recorded files with so many glyphs were billed [billed-2026], within 13
        ("gpt-4o-mini", 0, False, 4),
        ("gpt-5-nano", 2842, False, 754),
        ("gpt-5.4-nano", 152, False, 51),
        ("gpt-4.1-nano", 152, True, 1033),
        ("gpt-5-mini", 2842, True, 957),
        ("gpt-5-mini", 14, True, 218),
        # what further files with so many were billed [cassettes-2026], within 8
        ("gpt-4o-mini", 0, True, 217),
        ("gpt-4o", 13, True, 227),
        ("gpt-5.4", 152, True, 1033),
    ],
)
def test_a_pdf_costs_its_text_and_at_chat_its_pages(
    model: str, glyphs: int, at_chat: bool, tokens: int
) -> None:
    assert billed(page(glyphs), model=model, at_chat=at_chat) == tokens


@pytest.mark.parametrize(("model", "framing"), [("gpt-5-nano", 17), ("gpt-5.4", 14)])
def test_a_document_costs_the_tokens_of_its_text(model: str, framing: int) -> None:
    text = "\n".join(MEMO)
    for data in (document(), url("text/plain", text.encode()), b64encode(text.encode()).decode()):
        assert billed(data, "memo", model) == framing + COUNT(text)


@pytest.mark.parametrize(("model", "framing"), [("gpt-5-nano", 35), ("gpt-5.4", 32)])
def test_rows_cost_their_tokens_and_what_sums_them_up(model: str, framing: int) -> None:
    raw = ROWS.encode()
    for data, name in (
        (url("text/csv", raw), ""),
        (url("text/plain", raw), "Sales.CSV"),
        (b64encode(raw).decode(), "a.tsv"),
    ):
        assert billed(data, name, model) == framing + COUNT(ROWS)


@pytest.mark.parametrize(
    "data", ["", "file-1", "data:application/pdf;base64,!", url("image/png", b"\x89PNG\r\n\x1a\n")]
)
def test_what_is_unknown_costs_a_file_without_a_text(data: str) -> None:
    assert billed(data) == 4


def test_what_is_long_is_read_in_part_and_billed_whole() -> None:
    line = b"The quick brown fox jumps over the lazy dog.\n"
    short, long = (billed(url("text/plain", line * times)) for times in (5_000, 500_000))

    assert long == pytest.approx(100 * short, rel=0.02)


@pytest.mark.parametrize("data", [document(), url("text/plain", b"a" * 1_000_000)])
def test_what_takes_long_is_not_done_on_the_loop(data: str) -> None:
    changed = data[:-8] + "Ants" + data[-4:]  # which no other test has counted
    with pytest.raises(Lengthy):
        file_tokens(changed, "", "gpt-4o", COUNT, shows_pages=False)


@given(st.binary(max_size=200), st.text(max_size=9))
def test_no_file_is_too_broken_to_count(raw: bytes, name: str) -> None:
    for data in (url("text/csv", raw), url("application/pdf", b"%PDF" + raw), name):
        assert billed(data, name) >= 4
