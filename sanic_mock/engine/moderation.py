"""Verdicts on texts, by a short list of words: predictable, and no judgement of what is meant.

A text is flagged for a category if one of the category's words or phrases stands in it, as whole
words and in any case; of phrases that overlap, the one that begins first and is longest counts.
Scores are above 0.5 where flagged and below 0.001 where not; a text has one verdict under any seed.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
# A category that is flagged flags its general one too.
_GENERAL = {one: one.partition("/")[0] for one in CATEGORIES}

# Categories to the words and phrases that flag them, separated by commas.
_TRIGGERS: dict[tuple[str, ...], str] = {
    ("harassment",): "idiot, idiots, moron, morons, loser, losers, hate you, shut up",
    ("harassment/threatening", "violence"): (
        "kill you, kill him, kill her, kill them, hurt you, hurt him, hurt her, hurt them, "
        "beat you up, shoot you, stab you"
    ),
    ("hate",): "hate, hates, hated, hateful, subhuman, subhumans, racial slur",
    ("hate/threatening", "violence"): "exterminate, exterminated, ethnic cleansing, kill all",
    ("illicit",): (
        "shoplift, shoplifting, launder money, counterfeit money, sell drugs, buy drugs, "
        "pick a lock, forge a passport, steal a car"
    ),
    ("illicit/violent", "violence"): (
        "build a bomb, make a bomb, pipe bomb, pipe bombs, hire a hitman, buy an illegal gun"
    ),
    ("self-harm",): "suicide, suicidal, self-harm, self harm, starve myself",
    ("self-harm/intent",): (
        "kill myself, hurt myself, cut myself, harm myself, end my life, commit suicide"
    ),
    ("self-harm/instructions",): (
        "how to kill myself, how to hurt myself, how to commit suicide, how to self-harm, "
        "ways to kill myself"
    ),
    ("sexual",): "porn, pornography, pornographic, erotic, erotica, sexually explicit",
    ("sexual/minors",): "child porn, child pornography, underage porn",
    ("violence",): (
        "kill, kills, killed, killing, murder, murders, murdered, murdering, stab, stabbed, "
        "massacre, massacred, slaughter, slaughtered, torture, tortured"
    ),
    ("violence/graphic",): (
        "gore, dismember, dismembered, disembowel, disemboweled, decapitate, decapitated, behead, "
        "beheaded, mutilate, mutilated"
    ),
}

_FLAGS: dict[str, frozenset[str]] = {
    phrase: frozenset({*categories, *(_GENERAL[one] for one in categories)})
    for categories, phrases in _TRIGGERS.items()
    for phrase in phrases.split(", ")
}
_ALTERNATIVES = "|".join(
    re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(_FLAGS, key=len, reverse=True)
)
_find_phrases = re.compile(rf"\b(?:{_ALTERNATIVES})\b").findall
_draws = Struct(f"<{len(CATEGORIES)}I").unpack_from
_UNIT = 1 / 4_294_967_296

_NONE: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """What a text was found to be.

    Attributes:
        flagged: the categories that are flagged.
        scores: a score for each category, 0 to 1.
    """

    flagged: frozenset[str]
    scores: dict[str, float]


def judge(text: str, seen: str = "") -> Verdict:
    """Return the verdict on a text.

    Args:
        text: what is searched for words.
        seen: what else the scores depend on, but no flag, as the addresses of images.
    """
    found = _find_phrases(text.lower())
    flagged = _NONE.union(*(_FLAGS[" ".join(phrase.split())] for phrase in found))
    chance = blake2b(f"{text}\0{seen}".encode("utf-8", "surrogatepass")).digest()
    return Verdict(
        flagged,
        {
            category: _score(draw * _UNIT, category in flagged)
            for category, draw in zip(CATEGORIES, _draws(chance), strict=True)
        },
    )


def _score(chance: float, is_flagged: bool) -> float:
    """Return a score: 0.55 to 1 and mostly near 1, or 1e-7 to 5e-4, as likely at any magnitude."""
    return 1 - 0.45 * chance * chance if is_flagged else float(10 ** (3.7 * chance - 7))
