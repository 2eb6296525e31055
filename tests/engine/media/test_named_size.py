"""Sizes that the address of an image names."""

from __future__ import annotations

import pytest

from sanic_mock.engine.media.image_size import Size
from sanic_mock.engine.media.named_size import named_size

WIKIMEDIA = "https://upload.wikimedia.org/wikipedia/commons/thumb/d/dd/A.jpg"


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("https://example.com/800x400", (800, 400)),
        ("https://example.com/cat_640X480.png", (640, 480)),
        ("https://example.com/cat.png?w=300&h=200", (300, 200)),
        ("https://example.com/cat.png?width=300&fit=crop&height=200#top", (300, 200)),
        ("https://example.com/id/237/200/300", (200, 300)),
        ("https://example.com/200/300?grayscale", (200, 300)),
        (f"{WIKIMEDIA}/2560px-A.jpg", (2560, 1706)),
        ("https://example.com/cat.png?w=300", (300, 200)),
        ("https://picsum.photos/200", (200, 200)),
        ("https://picsum.photos/seed/a/640?grayscale", (640, 640)),
        ("https://picsum.photos/200/300", (200, 300)),
        ("https://placehold.co/600x400.png", (600, 400)),
        ("https://example.com/avatars/7?size=128&v=4", (128, 128)),
        ("https://example.com/images/a.png?scale-down-to=64", (64, 64)),
        ("https://example.com/photos/200", None),
        ("https://example.com/cat.png", None),
        ("https://example.com/2026/08/cat.png", None),
        ("https://example.com/0x1234.png", None),
        ("https://example.com/a12x34.png", None),
        ("https://example.com/00x00.png", None),
        ("https://example.com/99999x10.png", None),
        ("https://example.com/123456x10.png", None),
        ("data:image/png;base64,AAAA/800x400", None),
        ("", None),
    ],
)
def test_an_address_names_a_size(address: str, size: Size | None) -> None:
    assert named_size(address) == size


def test_only_the_end_of_an_address_is_looked_at() -> None:
    assert named_size("https://example.com/800x400?" + "a" * 1_000_000) is None
