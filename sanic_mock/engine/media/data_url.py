"""What a data URL says of itself, and whether its bytes are an image that models take."""

from __future__ import annotations

from binascii import a2b_base64
from typing import NamedTuple

from sanic_mock.engine.media.encoded import Encoded

SCHEME = "data:"
_BASE64 = ";base64"
_LONGEST_HEAD = 256
_LONGEST_MAGIC = 12
_LOOKED_AT = 64
# PNG, third edition, 5.2; ITU T.81, B.1.1.3; GIF89a, 17.
_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


class DataUrl(NamedTuple):
    """A data URL (RFC 2397).

    Attributes:
        text: the URL.
        kind: its MIME type, in lower case, without parameters.
        start: where its base64 begins; 0 where it is no base64.
    """

    text: str
    kind: str
    start: int

    @property
    def is_base64(self) -> bool:
        """Whether it has base64, as far as its first letters tell."""
        head = self.text[self.start : self.start + _LOOKED_AT]
        if not self.start or not head:
            return False
        try:
            a2b_base64(head, strict_mode=True)
        except ValueError:
            return False
        return True

    @property
    def is_image(self) -> bool:
        """Whether its bytes begin as a PNG, JPEG, GIF or WebP image does."""
        return bool(self.seen_kind)

    @property
    def seen_kind(self) -> str:
        """The MIME type of the image that its bytes begin as; "" for none of these."""
        head = Encoded(self.text, self.start).at(0, _LONGEST_MAGIC)
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return "image/webp"
        return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")


def read(url: str) -> DataUrl | None:
    """Return what a URL says, None for one of another scheme, or without a comma."""
    if url[: len(SCHEME)].lower() != SCHEME:
        return None
    comma = url.find(",", 0, _LONGEST_HEAD)
    if comma < 0:
        return None
    head = url[len(SCHEME) : comma].lower()
    start = comma + 1 if head.endswith(_BASE64) else 0
    return DataUrl(url, head.partition(";")[0], start)
