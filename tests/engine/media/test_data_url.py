"""What a data URL says of itself, and whether its bytes are an image."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media import data_url
from tests.engine.media.makers import JPEG, PNG, garbage


def encoded(raw: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(raw).decode()}"


@pytest.mark.parametrize(
    ("url", "kind", "is_base64"),
    [
        (encoded(PNG), "image/png", True),
        (encoded(b"x", "Application/PDF"), "application/pdf", True),
        ("DATA:image/png;name=a.png;BASE64,aGVsbG8=", "image/png", True),
        ("data:image/png,hello", "image/png", False),
        ("data:image/png;base64,", "image/png", False),
        ("data:image/png;base64,<svg>", "image/png", False),
        ("data:;base64,aGVsbG8=", "", True),
    ],
)
def test_a_url_says_what_it_is(url: str, kind: str, is_base64: bool) -> None:
    said = data_url.read(url)

    assert said is not None
    assert (said.kind, said.is_base64) == (kind, is_base64)


@pytest.mark.parametrize("url", ["", "https://x.org/a.png", "data:image/png", "iVBORw0KGgo="])
def test_what_is_no_data_url_says_nothing(url: str) -> None:
    assert data_url.read(url) is None


@pytest.mark.parametrize(
    ("raw", "is_image"),
    [
        (PNG, True),
        (JPEG, True),
        (b"GIF87a", True),
        (b"GIF89a\0\0", True),
        (b"RIFF\0\0\0\0WEBPVP8 ", True),
        (b"RIFF\0\0\0\0WAVEfmt ", False),
        (b"BM6\0\0\0", False),
        (b"%PDF-1.4", False),
        (b"<svg></svg>", False),
        (b"\x89PNG", False),
        (b"", False),
    ],
)
def test_bytes_tell_an_image(raw: bytes, is_image: bool) -> None:
    said = data_url.read(encoded(raw))

    assert said is not None
    assert said.is_image is is_image


@given(garbage | st.binary().map(encoded))
def test_nothing_is_too_odd_to_be_looked_at(text: str) -> None:
    for url in (text, f"data:image/png;base64,{text}"):
        said = data_url.read(url)
        assert said is None or said.is_image in (True, False)
        assert said is None or said.is_base64 in (True, False)


def test_a_large_image_is_known_by_its_beginning() -> None:
    said = data_url.read(encoded(PNG + bytes(1_000_000)))

    assert said is not None
    assert said.is_base64
    assert said.is_image
