"""A PDF's text and pages are read by pypdf, within bounds, and nothing is too broken."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from itertools import count
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from sanic_mock.engine.file_time import MOST_S
from sanic_mock.engine.media.pdf import MOST_LETTERS, MOST_NAMED, Pdf, is_pdf, pdf_of
from sanic_mock.engine.offload import briefly
from sanic_mock.errors import Abandoned, Lengthy, UnreadFile
from tests.engine.media.pdfs import FONT, mapped, pdf, shown, stream, written
from tests.patient_work import patiently

HELLO = shown(b"Hello, world!")
OWN_LETTERS = b"<</Type/Font/Subtype/Type1/BaseFont/X/ToUnicode 5 0 R>>"


def read(data: bytes) -> Pdf:
    """Return what a file says, however long that takes."""
    return patiently(lambda: pdf_of(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf(HELLO), Pdf(1, "Hello, world!")),
        (pdf(HELLO, shown(b"Bye")), Pdf(2, "Hello, world!\nBye")),
        (pdf(shown(rb"a\)b\101")), Pdf(1, "a)bA")),
        (pdf(b"BT /F1 12 Tf [(Hel) -20 (lo)] TJ ET"), Pdf(1, "Hello")),
        (pdf(b"BT /F1 12 Tf <48656C6C6F> Tj ET"), Pdf(1, "Hello")),
        (pdf(b"0 0 9 9 re f"), Pdf(1)),
        (pdf(shown(b"ab"), font=OWN_LETTERS, further={5: mapped(b"1 beginbfchar\n<61> <0041>"
            b"\nendbfchar")}), Pdf(1, "Ab")),
        (b"", Pdf(1)),
        (b"%PDF", Pdf(1)),
        (b"no PDF (at all) Tj", Pdf(1)),
    ],
)  # fmt: skip
def test_a_file_says_its_text(data: bytes, said: Pdf) -> None:
    assert read(data) == said


def test_a_font_that_tells_no_letters_has_those_of_its_codes() -> None:
    unnamed = b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Own>>"

    assert read(pdf(HELLO, font=unnamed)) == Pdf(1, "Hello, world!")


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (pdf(HELLO, HELLO).replace(b"trailer\n<<", b"trailer\n<</Encrypt 3 0 R"), 2),
        (pdf(HELLO, HELLO)[:-200], 2),
        (pdf(HELLO, HELLO).partition(b"xref")[0], 2),
        (b"%PDF-1.4\n" + b"<< /Type /Page >>\n" * 3 + b"<< /Type /Pages >>", 3),
        (written({1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}), 1),
        (pdf(HELLO).replace(b"/Parent 2 0 R", b"/Parent 9 9 9"), 1),
    ],
    ids=["encrypted", "truncated", "no table", "no objects", "cycle", "no parent"],
)  # fmt: skip
def test_what_cannot_be_read_has_the_pages_that_it_names(data: bytes, pages: int) -> None:
    assert read(data).pages == pages


def test_an_encrypted_file_is_not_read() -> None:
    assert not read(pdf(HELLO).replace(b"trailer\n<<", b"trailer\n<</Encrypt 3 0 R")).text


def test_of_many_letters_the_first_are_read_and_the_share_is_told() -> None:
    line = shown(b"The quick brown fox jumps over the lazy dog. " * 20)
    few, many = read(pdf(line)), read(pdf(line, times=1000))

    assert len(many.text) == MOST_LETTERS
    assert len(many.text) / many.share == pytest.approx(1000 * len(few.text), rel=0.01)


def test_a_page_that_cannot_be_read_is_taken_to_be_like_the_others() -> None:
    deep = b"BT " + b"[" * 300_000 + b"(a) Tj ET"

    assert read(pdf(HELLO, deep, HELLO, HELLO)).share == 0.75


def _tree(depth: int, kids: bytes) -> bytes:
    nodes = {place: b"<</Type/Pages/Kids[%b]>>" % (b"%d 0 R " % (place + 1) * len(kids))
             for place in range(2, depth)}  # fmt: skip
    return written({1: b"<</Type/Catalog/Pages 2 0 R>>"} | nodes | {depth: b"<</Type/Page>>"})


def _objects_within(content: bytes) -> bytes:
    """Return a file whose table and objects are all in streams (7.5.7, 7.5.8)."""
    bomb = b"2 0 obj\n" + stream(content, b"/Type/ObjStm/N 9999999/First 9") + b"\nendobj\n"
    rows = b"\1\0\0\0\x09" + b"\2\0\0\0\2" * 999
    table = stream(rows, b"/Type/XRef/Root 5 0 R/Size 1000/W[1 3 1]/Index[2 998]")
    start = len(b"%PDF-1.7\n" + bomb)
    return b"%%PDF-1.7\n%b999 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (bomb, table, start)


_LONG = b"1 beginbfrange\n<00> <FF> [ " + (b"<" + b"0041" * 250 + b"> ") * 256 + b"]\nendbfrange"
_WIDE = b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange"
_FORM = stream(b" " * 900_000 + b"/X Do", b"/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>")
BAD: dict[str, Callable[[], bytes]] = {
    "deep tree": lambda: _tree(20_000, b"1"),
    "doubling tree": lambda: _tree(60, b"12"),
    "30,000 pages": lambda: pdf(HELLO, times=30_000),
    "spaces on 1000 pages": lambda: pdf(b" " * 900_000 + HELLO, times=1000),
    "operators on 1000 pages": lambda: pdf(b"BT /F1 1 Tf " + b"(a) Tj " * 60_000, times=1000),
    "bomb": lambda: pdf(b"BT /F1 1 Tf (" + b"a" * 50_000_000 + b") Tj ET"),
    "long string": lambda: pdf(b"BT /F1 1 Tf (" + b"a" * 900_000 + b") Tj ET"),
    "nested graphics": lambda: pdf(b"q " * 450_000 + HELLO),
    "nested array": lambda: pdf(b"[" * 900_000 + HELLO),
    "nested dictionary": lambda: pdf(HELLO, further={2: b"<</A" * 200_000}),
    "bomb of objects": lambda: _objects_within(b"5 0 " + b" " * 50_000_000),
    "objects within themselves": lambda: _objects_within(b"2 0 5 9 <<>> <<>>"),
    "letters of 250 letters": lambda: pdf(
        b"BT /F1 1 Tf (" + b"a" * 190_000 + b") Tj ET", font=OWN_LETTERS, further={5: mapped(_LONG)}
    ),
    "wide fonts": lambda: pdf(HELLO, font=OWN_LETTERS, further={5: mapped(_WIDE)}, times=1000),
    "many fonts": lambda: pdf(
        HELLO,
        font=OWN_LETTERS,
        further={5: mapped(_WIDE)},
        resources=b"/Font<<%b>>" % b"".join(b"/F%d 3 0 R" % n for n in range(5000)),
    ),
    "form within itself": lambda: pdf(
        b"/X Do " * 4000 + HELLO, resources=b"/XObject<</X 4 0 R>>", further={4: _FORM}
    ),
    "wrong places": lambda: pdf(
        HELLO, times=2000, further={4: b"(" + b"x" * 2_000_000 + b")"}
    ).replace(b" 00000 n", b" 00007 n"),
    "zeros": lambda: b"%PDF-1.4\n" + b"\0" * 5_000_000,
    "lines": lambda: b"%PDF-1.4\n" + b"\n" * 5_000_000,
    "objects": lambda: b"%PDF-1.4\n" + b"1 0 obj\n" * 500_000 + b"startxref\n0\n%%EOF",
    "openings": lambda: b"%PDF-1.4\n1 0 obj\n" + b"<<" * 2_000_000 + b"\nstartxref\n0\n%%EOF",
    "trailers": lambda: b"%PDF-1.4\n" + b"trailer\n<<>>" * 300_000 + b"\nstartxref\n9\n%%EOF",
    "table before itself": lambda: (
        b"%PDF-1.4\nxref\n0 1\n0000000009 00000 n \ntrailer\n"
        b"<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_file_is_read_within_bounds(name: str) -> None:
    """What looks at the clock too seldom is ended by the test's time limit."""
    data = BAD[name]()
    found = patiently(lambda: pdf_of(data), spent_s=lambda: 10 * thread_time())

    assert 1 <= found.pages <= 30_000
    assert len(found.text) <= MOST_LETTERS
    assert 0 < found.share <= 1


def test_a_large_file_that_is_in_order_is_read() -> None:
    image = b"<</Subtype/Image/Length 30000000>>\nstream\n%b\nendstream" % (b"x" * 30_000_000)

    assert read(pdf(HELLO, further={4: image})) == Pdf(1, "Hello, world!")


def test_what_the_time_is_too_short_for_is_taken_to_be_like_what_was_read() -> None:
    data = pdf(HELLO, times=100)
    looks = count()
    assert patiently(lambda: pdf_of(data), spent_s=lambda: 0.0 * next(looks)).share == 1.0

    tick_s = 1.2 * MOST_S / next(looks)
    looks = count()
    found = patiently(lambda: pdf_of(data), spent_s=lambda: next(looks) * tick_s)

    assert found.pages == 100
    assert 0 < found.share < 1
    assert found.text.count("Hello") == round(100 * found.share)


def test_files_of_one_request_have_one_time_together() -> None:
    """Those that no time is left for have the pages that they name, and no text."""
    hostile, other = BAD["operators on 1000 pages"](), pdf(HELLO, HELLO)
    begun_s = thread_time()

    found = patiently(
        lambda: [pdf_of(one) for one in (other, *[hostile] * 50, other)],
        spent_s=lambda: 20 * (thread_time() - begun_s),
    )

    assert found[0] == Pdf(2, "Hello, world!\nHello, world!")
    assert found[-1] == Pdf(2)
    assert found[-2] == Pdf(1000)


@pytest.mark.parametrize("gap", [b"", b" " * 8, b"7" * 300_000])
def test_pages_are_counted_wherever_they_are_named(gap: bytes) -> None:
    named = b"%PDF" + b"".join(b"/Type /Page" + gap + b"/Type/Pages" for _ in range(9))

    assert read(named).pages == 9


@pytest.mark.parametrize("shift", range(-14, 15))
def test_a_page_that_is_named_where_one_slice_ends_is_counted_once(shift: int) -> None:
    start = b"%PDF" + b" " * ((1 << 18) + shift - 4)

    assert read(start + b"/Type /Page" * 3).pages == 3
    assert read(start + b"/Type /Page/Type /Pages").pages == 1


def test_of_what_cannot_be_read_only_so_many_pages_are_counted() -> None:
    assert read(b"/Type/Page" * (MOST_NAMED + 9)).pages == MOST_NAMED


def test_no_file_is_read_on_the_loop() -> None:
    with pytest.raises(UnreadFile):
        pdf_of(b"")


def test_a_file_is_read_briefly_or_begun_again_where_it_has_its_time() -> None:
    assert briefly(lambda: pdf_of(pdf(HELLO)), lambda: 0.0) == Pdf(1, "Hello, world!")

    now_s = count()
    with pytest.raises(Lengthy):
        briefly(lambda: pdf_of(pdf(HELLO)), lambda: 1.0 * next(now_s))


def test_a_file_is_read_no_further_once_its_client_has_left() -> None:
    looks = count()
    with pytest.raises(Abandoned):
        patiently(lambda: pdf_of(pdf(HELLO, times=1000)), lambda: next(looks) < 100)

    assert next(looks) < 150


def test_a_broken_file_is_not_logged_and_what_others_read_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Who tests by this mock may read PDFs as well, and wants to see what is wrong with them."""
    broken = pdf(HELLO).replace(b" 00000 n", b" 00007 n")

    read(broken)
    assert not caplog.records

    assert len(PdfReader(BytesIO(broken)).pages) == 1
    assert any(one.name.startswith("pypdf.") for one in caplog.records)
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_whatever_of_pypdf_logs_is_not_heard_while_a_file_is_read() -> None:
    names = {one for one in sys.modules if one.startswith("pypdf.")}

    assert {name for name in names if not logging.getLogger(name).filters} == set()


def test_pypdf_is_loaded_with_the_first_pdf() -> None:
    code = (
        "import sys; import sanic_mock.server.run, sanic_mock.dialects.selection; "
        "from sanic_mock.engine.media.pdf import pdf_of; "
        "from sanic_mock.engine.offload import briefly; "
        "print('pypdf' in sys.modules); "
        "briefly(lambda: pdf_of(b'%PDF'), lambda: 0.0); print('pypdf' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


@given(st.binary(max_size=300))
def test_nothing_is_too_broken(rest: bytes) -> None:
    whole = pdf(HELLO)
    for data in (rest, b"%PDF-1.4\n" + rest, whole[:200] + rest + whole[200:], pdf(rest, HELLO)):
        found = read(data)

        assert found.pages >= 1
        assert 0 < found.share <= 1


def test_a_pdf_is_known_by_its_beginning() -> None:
    assert is_pdf(b"\n" * 9 + pdf(b""))
    assert not is_pdf(b" " * 2000 + pdf(b""))
    assert not is_pdf(FONT)
