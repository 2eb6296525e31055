"""Reads a request as far as it can be made out; what does not fit is as if it were not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.fitting import fitted, read_storable
from sanic_mock.dialects.openai.moderations.request import ModerationRequest, ModerationText, Part


def read(body: bytes) -> ModerationRequest:
    """Return a request.

    Raises:
        Problem: it is no JSON object, or has nothing to judge.
        Lengthy: it is too much for the event loop.
    """
    sent = read_storable(body)
    given, name = sent.get("input"), sent.get("model")
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, str | list):
        raise errors.missing("input")
    judged = given if isinstance(given, str) else _fitting(given)
    return ModerationRequest(judged, name if isinstance(name, str) else UNSET)


def parts(given: Iterable[str | Part]) -> list[Part]:
    """Return texts and parts as parts of one input."""
    return [ModerationText(one) if isinstance(one, str) else one for one in given]


def _fitting(given: list[Any]) -> list[str | Part]:
    fits = (fitted(one, str | Part) for one in given)
    return [one for one in fits if one is not None]
