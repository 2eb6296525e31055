"""Bytes inside base64 text, decoded only where they are looked at."""

from __future__ import annotations

from binascii import a2b_base64


class Encoded:
    """What base64 text stands for; any place costs the same to read, however long the text.

    Args:
        text: holds standard base64 (RFC 4648, section 4) without line breaks, from `start` to its
            end. Other text reads as nothing where it is not base64.
        start: where it begins in the text.

    Attributes:
        size: number of bytes.
    """

    __slots__ = ("_start", "_text", "size")

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._start = start
        padding = (text[-2:] == "==") + (text[-1:] == "=")
        self.size = max(0, (len(text) - start) * 3 // 4 - padding)

    def at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes; fewer at the end, none where the text is not base64."""
        first, last = offset // 3, -(-(offset + count) // 3)
        groups = self._text[self._start + first * 4 : self._start + last * 4]
        try:
            raw = a2b_base64(groups[: len(groups) // 4 * 4], strict_mode=True)
        except ValueError:
            return b""
        skipped = offset - first * 3
        return raw[skipped : skipped + count]
