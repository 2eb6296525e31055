"""Forms with files, read from their bytes."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.multipart import FormPart, read_form, read_parts


def form(*lines: str, boundary: str = "b") -> bytes:
    """Return a form of one part, whose lines these are."""
    return "\r\n".join((f"--{boundary}", *lines, f"--{boundary}--", "")).encode()


DISPOSITIONS = [
    ('form-data; name="file"; filename="a.txt"', "a.txt"),
    ("form-data; name=file; filename=a.txt", "a.txt"),
    ('form-data; name="file"; filename="../up/a.txt"', "a.txt"),
    ('form-data; name="file"; filename="say \\"a\\".txt"', 'say "a".txt'),
    ("form-data; name=file; filename=x; filename*=utf-8''%C3%A4.txt", "ä.txt"),
    ("form-data; name=file; filename*=iso-8859-1'de'%E4.txt", "ä.txt"),
    ('form-data; name="file"', None),
]


@pytest.mark.parametrize(("disposition", "filename"), DISPOSITIONS)
def test_a_file_has_its_name_without_folders(disposition: str, filename: str | None) -> None:
    body = form(f"Content-Disposition: {disposition}", "content-type: text/plain", "", "Hello")

    assert read_form(body) == [FormPart("file", filename, "text/plain", b"Hello")]


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.binary()), max_size=4))
def test_what_a_client_sends_is_read(fields: list[tuple[str, bytes]]) -> None:
    files = [(name, ("a.bin", content, "application/pdf")) for name, content in fields]
    body = httpx.Request("POST", "http://a/", files=files, data={"x": "1"} if files else None)

    found = read_form(body.read()) if files else []

    sent = [FormPart(name, "a.bin", "application/pdf", content) for name, content in fields]
    assert [one for one in found if one.filename] == sent


WRONG = [
    b"",
    b"{}",
    b"--b\r\n",
    form("", "x"),
    form("Content-Disposition: form-data", "", "x"),
    form('Content-Disposition: form-data; name="a"', "", "x")[:-6],
    b"--" + b"b" * 71 + b"\r\n",
]


@pytest.mark.parametrize("body", WRONG)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"form"):
        read_form(body)


def test_lines_end_as_the_first_does() -> None:
    """As `email.generator` writes a body, by which Google's Python client makes its uploads."""
    told = b"Content-Type: application/json\nMIME-Version: 1.0\n\n{}"
    media = b"Content-Type: text/plain\nContent-Transfer-Encoding: binary\n\na\r\n\r\nb"

    found = read_parts(b"--==1==\n%b\n--==1==\n%b\n--==1==--\n" % (told, media))

    assert found == [
        FormPart("", None, "application/json", b"{}"),
        FormPart("", None, "text/plain", b"a\r\n\r\nb"),
    ]
