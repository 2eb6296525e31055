"""How likely each token of a candidate was, as both surfaces tell it [discovery-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from sanic_mock.engine.ask import Logprob

Json = dict[str, Any]

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
