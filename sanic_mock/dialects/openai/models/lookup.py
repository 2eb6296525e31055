"""Finds the row of a model by its name, and the family of a name that has no row.

A key of the table is a name. What its row says of the family goes for longer names too, if no
letter, digit or dot follows: gpt-4 is for gpt-4-0314, and not for gpt-4.1 or gpt-4o. In a key, `#`
is any digit; a key that ends with `*` takes whatever follows. Of several the longest counts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sanic_mock.dialects.openai.models.rows import Completing, Family, Model, Purpose
from sanic_mock.dialects.openai.models.table import MODELS

KNOWN_NAMES = 1024

_TUNED = "ft:"
_OWN = (1_735_689_600, "sanic-mock")
_NO_ROW = Model()
_NO_FAMILY = Family()


def row_of(name: str) -> Model:
    """Return the row of the very name, or one that says nothing."""
    return MODELS.get(name, _NO_ROW)


def deployed_name(name: str) -> str:
    """Return the dated name of the model that serves a deployment."""
    row = row_of(name)
    return row.deployed or row.snapshot or name


def listed_models() -> dict[str, Model]:
    """Return the models that are listed, in the order in which they are."""
    return {name: model for name, model in MODELS.items() if model.created_s}


def completing_of(name: str) -> Completing:
    """Return how a model completes texts; one that was fine-tuned answers as itself."""
    found = row_of(name).completing
    if found is not None:
        return found
    base = row_of(_base_name(name)).completing or Completing(name)
    return base._replace(answers_as=name)


def listing_of(name: str) -> tuple[int, str]:
    """Return when a model was made, in unix seconds, and its owner."""
    model = row_of(name)
    return (model.created_s, model.owner) if model.created_s else _OWN


def purpose(name: str) -> Purpose | None:
    """Return what a model is for, a tuned one as what it was made of; None where nobody knows."""
    return family_of(name).purpose


def is_embedding(name: str) -> bool:
    """Return whether a name, be it anybody's, says that the model makes vectors."""
    return "embedding" in name


@lru_cache(KNOWN_NAMES)
def family_of(name: str) -> Family:
    """Return what is known of the model that answers under a name: its snapshot, if it has one."""
    base = _base_name(row_of(name).snapshot or name)
    if base in MODELS:
        return MODELS[base].family
    found = _find_key(base)
    return _NO_FAMILY if found is None else MODELS[_KEYS[(found.lastindex or 0) - 1]].family


def _base_name(name: str) -> str:
    """Return the model that a tuned one was made of: ft:gpt-4o-mini:org::id is a gpt-4o-mini."""
    return name.split(":")[1] if name.startswith(_TUNED) else name


def _length(key: str) -> tuple[int, bool]:
    """Return what the longest key has most of: of equals, one that does not end with `*`."""
    return len(key.removesuffix("*")), not key.endswith("*")


def _pattern(key: str) -> str:
    begins = re.escape(key.removesuffix("*")).replace(r"\#", "[0-9]")
    return begins if key.endswith("*") else begins + r"(?![^\W_]|\.)"


_KEYS = sorted(MODELS, key=_length, reverse=True)
_find_key = re.compile("|".join(f"({_pattern(key)})" for key in _KEYS)).match
