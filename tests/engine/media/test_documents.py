"""The text of documents and sheets is read, as far as is told, and within bounds."""

from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media.document import MOST_READ, MOST_ROWS, Document
from sanic_mock.engine.media.documents import document_of
from sanic_mock.engine.media.zipped_documents import MOST_FROM_ONE
from tests.engine.media.makers import zipped

WORD, SLIDE = "word/document.xml", "ppt/slides/slide%d.xml"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ROW = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>2.5</v></c><c r="C1"/></row>'


@pytest.mark.parametrize(
    ("members", "document"),
    [
        ({WORD: "<w:p><w:r><w:t>Hello</w:t></w:r></w:p>"}, Document("Hello")),
        (
            {WORD: '<w:p><w:t xml:space="preserve">a </w:t><w:t>&amp;b</w:t></w:p><w:p/>'
                   "<w:p><w:t>c</w:t></w:p>"},
            Document("a &b\nc"),
        ),
        ({WORD: "<w:tbl><w:tab/></w:tbl>"}, Document("")),
        (
            {SLIDE % 2: "<a:p><a:t>two</a:t></a:p>", SLIDE % 1: "<a:p><a:t>one</a:t></a:p>"},
            Document("one\ntwo"),
        ),
        (
            {SHEET: ROW, STRINGS: "<si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si>"},
            Document("bc,2.5\n", is_sheet=True),
        ),
        (
            {SHEET: '<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 2},
            Document("x\nx\n", is_sheet=True),
        ),
        ({SHEET: '<row><c t="s"><v>7</v></c></row>'}, Document("\n", is_sheet=True)),
        ({"other.xml": "<w:t>a</w:t>"}, None),
    ],
)  # fmt: skip
def test_a_zipped_file_says_its_text(members: dict[str, str], document: Document | None) -> None:
    assert document_of(zipped(members)) == document


@pytest.mark.parametrize(
    ("data", "document"),
    [
        (b"", Document("")),
        (b"\xef\xbb\xbfdef f():\n    pass\n", Document("def f():\n    pass\n")),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"a\0b", None),
        (b"PK\x03\x04", None),
    ],
)
def test_a_text_is_its_own_and_what_is_none_is_nothing(
    data: bytes, document: Document | None
) -> None:
    assert document_of(data) == document


def test_of_a_sheet_the_first_rows_are_read() -> None:
    text = "".join(f"{number},a\n" for number in range(MOST_ROWS + 9))
    rows = "<row><c><v>1</v></c></row>" * (MOST_ROWS + 9)

    for found in (document_of(text.encode(), is_sheet=True), document_of(zipped({SHEET: rows}))):
        assert found is not None
        assert len(found.text.splitlines()) == MOST_ROWS


@pytest.mark.parametrize("times", [2, 40])
def test_what_is_long_is_read_in_part_and_tells_the_share(times: int) -> None:
    line = "<w:p><w:t>four letters here</w:t></w:p>"
    whole = line * (times * MOST_READ // len(line))
    for data in (whole.encode(), zipped({WORD: whole})):
        found = document_of(data)

        assert found is not None
        assert found.share == pytest.approx(1 / times, rel=0.01)


@pytest.mark.parametrize(
    "xml",
    ["<w:t>" + "a" * 50_000_000, "<w:t " * 900_000, "<w:t>" * 900_000, "&" * 900_000],
    ids=["long", "open", "empty", "entities"],
)
def test_a_bomb_is_not_inflated(xml: str) -> None:
    """What reads it whole, or again from each beginning, is ended by the test's time limit."""
    for name in (WORD, SHEET, STRINGS):
        found = document_of(zipped({name: xml, SHEET: xml}))

        assert found is None or len(found.text) <= 2 * MOST_READ


def test_an_archive_is_not_believed_to_have_more_than_its_bytes_can_hold() -> None:
    """A size of 2**62 would be billed, and no counter holds that."""
    data = zipped({WORD: "<w:t>four letters here</w:t>" * 20_000})
    found = document_of(claiming(data, 2**62))

    assert found is not None
    assert found.share == pytest.approx(MOST_READ / (len(claiming(data, 0)) * MOST_FROM_ONE))


def claiming(archive: bytes, size: int) -> bytes:
    """Return an archive of one member that claims to be of a size: APPNOTE.TXT, 4.3.12, 4.5.3."""
    listed, end = archive.rfind(b"PK\x01\x02"), archive.rfind(b"PK\x05\x06")
    extra = pack("<HHQ", 1, 8, size)
    head, names = bytearray(archive[listed : listed + 46]), archive[listed + 46 : end]
    head[24:28], head[30:32] = b"\xff" * 4, pack("<H", len(extra))
    tail = bytearray(archive[end:])
    tail[12:16] = pack("<I", end - listed + len(extra))
    return archive[:listed] + head + names + extra + tail


@given(st.binary(max_size=300))
def test_nothing_is_too_broken(rest: bytes) -> None:
    whole = zipped({WORD: "<w:t>a</w:t>"})
    for data in (rest, b"PK\x03\x04" + rest, whole[:40] + rest + whole[40:], whole + rest):
        for is_sheet in (False, True):
            found = document_of(data, is_sheet=is_sheet)

            assert found is None or 0 < found.share <= 1
