"""Width and height of an image as its address names them: nothing is fetched."""

from __future__ import annotations

import re

from sanic_mock.engine.media.image_size import Size

# A size stands at the end of an address.
_MOST_LETTERS = 512
_MOST_PX = 20_000

_BOTH = re.compile(
    r"(?<![0-9a-z])(\d{2,5})x(\d{2,5})(?![0-9a-z])"  # /800x400, _640x480.png
    r"|[?&](?:w|width)=(\d{2,5})&(?:[^#]*&)?(?:h|height)=(\d{2,5})(?!\d)"
    r"|(?<=/)(\d{2,5})/(\d{2,5})(?=$|[?#])",  # picsum.photos/200/300
    re.IGNORECASE,
)
# Of a square: makers of placeholders, avatars, what is scaled down to a longest side.
_SQUARE = re.compile(
    r"[?&](?:s|size|scale-down-to)=(\d{2,5})(?!\d)"
    r"|//(?:[a-z.]+\.)?(?:picsum\.photos|placehold\.co|placeholder\.com|placekitten\.com"
    r"|dummyimage\.com)(?:/[^?#]*)?/(\d{2,5})(?=$|[?#])",
    re.IGNORECASE,
)
# Of a width alone, as Wikimedia's /2560px-, the height is that of most photographs.
_WIDTH = re.compile(r"(?<=/)(\d{2,5})px-|[?&](?:w|width)=(\d{2,5})(?!\d)", re.IGNORECASE)
_WIDE, _HIGH = 3, 2


def named_size(address: str) -> Size | None:
    """Return the size that an image's http address names; None where it names none."""
    if address[:4].lower() != "http":
        return None
    end = address[-_MOST_LETTERS:]
    if found := _BOTH.search(end):
        width, height = (int(one) for one in found.groups() if one is not None)
    elif found := _SQUARE.search(end):
        width = height = int(found[1] or found[2])
    elif found := _WIDTH.search(end):
        width = int(found[1] or found[2])
        height = width * _HIGH // _WIDE
    else:
        return None
    return (width, height) if min(width, height) > 0 and max(width, height) <= _MOST_PX else None
