"""What guardrails find in texts: a short list of words decides, so that a test chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sanic_mock.engine.moderation import Moderator
from sanic_mock.engine.offload import step, takes

# What a text and a letter take at most, measured on one machine and rounded up.
_TEXT_US, _LETTER_US = 30, 0.1
BLOCKED = "Sorry, this cannot be answered."
UNITS_LETTERS = 1000  # of a unit of what is billed
_TRIGGERS = {
    "HATE": "hate, hates, hated, hateful, subhuman, racial slur",
    "INSULTS": "idiot, idiots, moron, morons, loser, losers, shut up",
    "MISCONDUCT": "shoplift, launder money, counterfeit money, steal a car, forge a passport",
    "SEXUAL": "porn, pornography, erotic, erotica, sexually explicit",
    "VIOLENCE": "kill, kills, killed, murder, murdered, stab, massacre, torture, build a bomb",
}


@cache
def _moderator() -> Moderator:
    """Return who knows the words; made by the first who asks, as it takes long."""
    words = ((word, name) for name, listed in _TRIGGERS.items() for word in listed.split(", "))
    return Moderator(tuple(_TRIGGERS), {word: frozenset({name}) for word, name in words})


def categories_in(texts: Sequence[str]) -> tuple[str, ...]:
    """Return what is found in texts, in alphabetical order.

    Raises:
        Lengthy: it is too much for the event loop.
    """
    takes(len(texts) * _TEXT_US + sum(map(len, texts)) * _LETTER_US)
    return tuple(sorted(frozenset[str]().union(*map(_flagged, texts))))


def policy(found: Sequence[str]) -> dict[str, Any]:
    """Return what the policy of content tells of what was found."""
    told = {"action": "BLOCKED", "confidence": "HIGH", "detected": True, "filterStrength": "HIGH"}
    return {"filters": [told | {"type": name} for name in found]}


def _flagged(text: str) -> frozenset[str]:
    step()
    return _moderator().judge(text).flagged
