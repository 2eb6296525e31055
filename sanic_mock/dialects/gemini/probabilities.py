"""How likely each token of a candidate was, as both surfaces tell it [discovery-2026]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import shake_128
from typing import Any
from zlib import crc32

from sanic_mock.engine.reply import Logprob

Json = dict[str, Any]

AVERAGING = 60  # the byte of a request's chance that chooses a mean

_VOCABULARY = 262_144


def probabilities(entries: Sequence[Logprob]) -> Json:
    """Return the probabilities of some tokens, with their alternatives where these were asked."""
    found: Json = {}
    if any(one.top for one in entries):
        found["topCandidates"] = [
            {"candidates": [_token(token, value) for token, value in one.top]} for one in entries
        ]
    found["chosenCandidates"] = [_token(one.token, one.logprob) for one in entries]
    return {"logprobsResult": found}


def mean(entries: Sequence[Logprob]) -> float:
    """Return the mean of logarithms; there is at least one."""
    return sum(one.logprob for one in entries) / len(entries)


def _token(token: str, logprob: float) -> Json:
    number = crc32(token.encode()) % _VOCABULARY
    return {"token": token, "tokenId": number, "logProbability": logprob}


def average(digest: bytes) -> float:
    """Return the mean of a text whose tokens are not told, as its chance has it."""
    return _averages[digest[AVERAGING]]


def printed_average(digest: bytes) -> bytes:
    """Return the same, printed."""
    return _printed_averages[digest[AVERAGING]]


def _drawn_averages() -> Iterator[float]:
    """Yield numbers between 0 and -1/2."""
    drawn = shake_128(b"averages").digest(3 * 256)
    for at in range(0, len(drawn), 3):
        yield -(1 + int.from_bytes(drawn[at : at + 3], "little")) / (1 << 25)


# A float is printed in 0.6 us, so these are drawn of a few.
_averages = tuple(_drawn_averages())
_printed_averages = tuple(repr(one).encode() for one in _averages)
