"""Which tools a prompt speaks of by what they say they do, whatever they are called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.hints import flatten

READ = 1_024  # letters of a description
KEPT_LISTS = 256
_SHORTEST = 3  # letters of a word
# Words of descriptions and of prompts that say nothing of what is done.
_EVERYDAY = frozenset(
    """the and for with from that this these those are was were has have had can could will would
    should may might must not you your our his her its their them they what which who when where
    why how any all each some more most many much other another into onto about over under between
    using use used user tool function call return get give given take make want need like please
    tell show let know provide help based such than then also just only one two new name value
    argument parameter input output result string number list information data current specific
    does did doe being been there here now today""".split()  # noqa: SIM905
)


def count_described(tools: Sequence[Tool], flat: str) -> list[int]:
    """Return for each tool how many words of its description a prompt has.

    Words that all of the tools have, and everyday ones, count nothing.

    Args:
        tools: at least one.
        flat: the prompt, as `flatten` gives it.
    """
    if not any(tool.description for tool in tools):
        return [0] * len(tools)
    said = _words(flat)
    return [len(one & said) for one in _telling(tuple(tool.description for tool in tools))]


@lru_cache(KEPT_LISTS)
def _telling(descriptions: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return the words of each description that tell it from others."""
    every = [_words(flatten(one[:READ])) for one in descriptions]
    shared = frozenset.intersection(*every) if len(every) > 1 else frozenset()
    return tuple(one - shared for one in every)


def _words(flat: str) -> frozenset[str]:
    """Return the words of a flattened text, each of them as of one thing."""
    long = {word for word in flat.split() if len(word) >= _SHORTEST}
    return frozenset(word.rstrip("s") for word in long - _EVERYDAY)
