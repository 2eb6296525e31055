"""Whether a prompt speaks of a parameter: by a word of its name, or by a value of its kind."""

from __future__ import annotations

from functools import lru_cache

from sanic_mock.engine.schema.hints import Supply, flatten
from sanic_mock.engine.schema.names import LONGEST_NAME, Pools, tokens_of

# Words that a prompt has without speaking of what they may be the value of.
SMALL_WORDS = frozenset(
    """a all an and any as at by for from if in is it me my no not of off on one or so the to up us
    with""".split()  # noqa: SIM905
)
# Words of names that say little of what is named.
_VAGUE = (
    frozenset(
        """add default get has id key list max maximum min minimum new num number old set type use
    value""".split()  # noqa: SIM905
    )
    | SMALL_WORDS
)
# What any number of a prompt may be meant for: "3 hotels".
_COUNTS = frozenset(
    """amount count entries item items k limit max maximum n num number qty quantity records result
    results rows size top total""".split()  # noqa: SIM905
)
_LEAST_STEM = 4  # letters of a word that longer ones may begin with
# How else prompts speak of what a name's word means; signs stand in no word.
_ALSO = {
    "age": ("old", "aged"),
    **dict.fromkeys(("price", "cost", "budget", "fee", "salary"), ("dollar", "euro", "pound")),
    **dict.fromkeys(("guests", "people", "persons", "passengers"), ("guest", "people", "person")),
}
_SIGNS = {
    **dict.fromkeys(("price", "cost", "budget", "amount", "fee", "salary"), "$€£¥"),
    **dict.fromkeys(("percent", "percentage", "discount"), "%"),
}
# Kinds of which a prompt may name a value that is not written as a name.
_CLOSED = ("color", "currency", "language", "unit", "country")
_KEPT_NAMES = 1_024


def is_spoken_of(name: str, supply: Supply) -> bool:
    """Return whether a prompt has a word of a parameter's name, or what stands for it."""
    stems, signs = _looked_for(name[:LONGEST_NAME])
    flat = supply.flat
    return any(stem in flat for stem in stems) or any(sign in supply.text for sign in signs)


def can_count(name: str) -> bool:
    """Return whether any number may be meant for a parameter of this name."""
    words = tokens_of(name)
    return bool(words) and _COUNTS.issuperset(words)


def mentioned(kind: str, supply: Supply, used: set[str], pools: Pools) -> str | None:
    """Return the value of a kind that the prompt names first and that is not used, or None."""
    if kind not in _CLOSED:
        return None
    flat = supply.flat
    places = ((flat.find(text), value, text) for value, text in _flattened(tuple(pools[kind])))
    found = [(text in used, place, value) for place, value, text in places if place >= 0]
    return min(found)[2] if found else None


@lru_cache(_KEPT_NAMES)
def _looked_for(name: str) -> tuple[tuple[str, ...], str]:
    """Return what a prompt has one of, if it speaks of a name: words, signs."""
    words = [word for word in tokens_of(name) if word not in _VAGUE] or [*tokens_of(name)]
    stems = [also for word in words for also in (_stem(word), *map(_stem, _ALSO.get(word, ())))]
    return tuple(dict.fromkeys(stems)), "".join(_SIGNS.get(word, "") for word in words)


def _stem(word: str) -> str:
    """Return how a word begins where it stands among the prompt's words."""
    stem = word.removesuffix("s")
    return f" {stem}" if len(stem) >= _LEAST_STEM else f" {word} "


@lru_cache(64)
def _flattened(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, flatten(value)) for value in values)
