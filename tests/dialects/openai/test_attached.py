"""Files are billed by their text, and at chat by their pages."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.attached import file_tokens
from sanic_mock.engine.tokens import ENCODING, encoding
from sanic_mock.errors import Lengthy
from tests.engine.media.makers import zipped
from tests.engine.media.pdfs import pdf, shown
from tests.patient_work import patiently

COUNT = encoding(ENCODING).count
WORD = "word/document.xml"
MEMO = ["Offsite Planning Memo", "It will be held in Reykjavik.", "240 people may come."]
ROWS = "region,q1,q2\nNortheast,120,135\nPacific,175,180\n"


def document_of(text: bytes, pages: int = 1) -> str:
    """Return a PDF that shows a text on each page."""
    return url("application/pdf", pdf(shown(text), times=pages))


def url(kind: str, raw: bytes) -> str:
    """Return a data URL."""
    return f"data:{kind};base64,{b64encode(raw).decode()}"


def document() -> str:
    """Return a document of Word's."""
    xml = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in MEMO)
    return url("application/octet-stream", zipped({WORD: xml}))


def billed(
    data: str,
    name: str = "",
    model: str = "gpt-4o",
    *,
    at_chat: bool = False,
    is_later: bool = True,
) -> int:
    """Return what a file bills, however long it takes."""
    frames = is_later and not at_chat
    return patiently(
        lambda: file_tokens(data, name, model, COUNT, shows_pages=at_chat, frames_text=frames)
    )


@pytest.mark.parametrize(
    ("model", "at_chat", "is_later", "beside"),
    [
        # what recorded files were billed beside their texts [billed-2026] [cassettes-2026]
        ("gpt-4o", False, False, 4),
        ("gpt-4.1-nano", False, True, 17),
        ("gpt-5-nano", False, True, 17),
        ("gpt-5.4", False, True, 14),
        ("gpt-5.4-nano", False, True, 14),
        ("gpt-4o", True, False, 216),
        ("gpt-4o-mini", True, True, 216),
        ("gpt-4.1-nano", True, True, 996),
        ("gpt-5.4", True, True, 996),
        # within 2
        ("gpt-5-mini", True, False, 215),
    ],
)
def test_a_pdf_costs_its_text_and_at_chat_its_pages(
    model: str, at_chat: bool, is_later: bool, beside: int
) -> None:
    data = document_of(b"Dummy PDF file")

    assert billed(data, model=model, at_chat=at_chat, is_later=is_later) == beside + 3


def test_a_pdf_without_a_text_costs_a_file_and_at_chat_its_pages() -> None:
    data = document_of(b"", pages=3)

    assert billed(data) == 4
    assert billed(data, at_chat=True) == 4 + 3 * 212


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


@pytest.mark.parametrize(
    "data",
    [document(), url("text/plain", b"a" * 1_000_000), url("application/pdf", b"%PDF-1.4\n%%EOF\n")],
)
def test_what_takes_long_is_not_done_on_the_loop(data: str) -> None:
    changed = data[:-8] + "Ants" + data[-4:]  # which no other test has counted
    with pytest.raises(Lengthy):
        file_tokens(changed, "", "gpt-4o", COUNT, shows_pages=False, frames_text=True)


@given(st.binary(max_size=200), st.text(max_size=9))
def test_no_file_is_too_broken_to_count(raw: bytes, name: str) -> None:
    for data in (url("text/csv", raw), url("application/pdf", b"%PDF" + raw), name):
        assert billed(data, name) >= 4


def test_what_was_short_of_time_is_not_kept() -> None:
    """By itself the second is read to its end, and so it is billed from then on."""
    now_s, first, second = [0.0], document_of(b"First in line"), document_of(b"Second in line")

    def spent_s() -> float:
        now_s[0] += 0.3
        return now_s[0]

    def tokens(data: str) -> int:
        return file_tokens(data, "", "gpt-4o", COUNT, shows_pages=False, frames_text=False)

    short = patiently(lambda: [tokens(one) for one in (first, second)], spent_s=spent_s)[1]

    assert short == 4
    assert patiently(lambda: tokens(second)) == 4 + COUNT("Second in line")
