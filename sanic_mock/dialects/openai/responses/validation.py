"""Why OpenAI would refuse a request of the Responses API: the first error, in its words.

Called only after the typed reading refused, so it may be slow. Sentences and their order:
[adapter-2026].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.responses.field_validation import CHECKS
from sanic_mock.dialects.openai.responses.request import (
    PARAMETERS,
)
from sanic_mock.dialects.openai.validation import first_error, read_object, translated, unknown
from sanic_mock.errors import Problem

_NEAR = 2
# What chat completions call otherwise.
_MOVED = {
    "messages": "input",
    "response_format": "text.format",
    "reasoning_effort": "reasoning.effort",
    "max_completion_tokens": "max_output_tokens",
}
_PASTS = ("previous_response_id", "conversation", "prompt")


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading reported, for errors that are not looked for here.

    Raises:
        Problem: it is no JSON object.
    """
    asked = read_object(body)
    return _first_error(asked) or translated(refused)


def _first_error(asked: dict[str, Any]) -> Problem | None:
    if problem := absent(asked):
        return problem
    if (name := unknown(asked, PARAMETERS)) is not None:
        return _unknown(name, asked)
    return first_error(asked, CHECKS)


def absent(asked: Mapping[str, Any]) -> Problem | None:
    """Return what is missing; a prompt may bring model and input, a past the input."""
    if "model" not in asked and not asked.get("prompt"):
        return errors.missing("model")
    if "input" not in asked and not any(asked.get(name) for name in _PASTS):
        moved = next((name for name in asked if name in _MOVED), None)
        return responses_errors.moved(moved, _MOVED[moved]) if moved else errors.missing("input")
    return None


def _unknown(name: str, asked: Iterable[str]) -> Problem:
    if name in _MOVED:
        return responses_errors.moved(name, _MOVED[name])
    others = (one for one in PARAMETERS if one not in asked and abs(len(one) - len(name)) <= _NEAR)
    near = sorted((_distance(name, one), one) for one in others)
    return errors.unknown_parameter(name, [one for distance, one in near if distance <= _NEAR])


def _distance(one: str, other: str) -> int:
    """Return how many letters are to be put in, taken out or changed."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            change = before + (letter != wanted)
            before = row[column]
            row[column] = min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]
