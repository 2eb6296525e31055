"""Verdicts by OpenAI's categories, and the few words that flag each: a test chooses its verdict."""

from __future__ import annotations

from sanic_mock.engine.moderation import Moderator

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

judge = Moderator(
    CATEGORIES,
    {
        phrase: frozenset({*categories, *(_GENERAL[one] for one in categories)})
        for categories, phrases in _TRIGGERS.items()
        for phrase in phrases.split(", ")
    },
).judge
