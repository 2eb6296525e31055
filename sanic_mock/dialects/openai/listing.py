"""The models endpoint: the catalogue, and one model of it."""

from __future__ import annotations

import json
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.http import date_field, request_id_field
from sanic_mock.dialects.openai.models import CATALOGUE

_FIELDS = b"Content-Type: application/json\r\nopenai-version: 2020-10-01\r\n"
_OWN = (1_735_689_600, "sanic-mock")


def models(served: str | None, digest: bytes, now_s: int) -> Whole:
    """Return the list of models; `served` is a name of the profile's own, or None."""
    return _answer(
        {"object": "list", "data": [_shown(name) for name in _names(served)]}, digest, now_s
    )


def model(name: str, served: str | None, digest: bytes, now_s: int) -> Whole:
    """Return one model.

    Raises:
        Problem: there is no such model.
    """
    if name not in _names(served):
        raise errors.no_such_model(name)
    return _answer(_shown(name), digest, now_s)


def _names(served: str | None) -> list[str]:
    own = [served] if served and served not in CATALOGUE else []
    return own + list(CATALOGUE)


def _shown(name: str) -> dict[str, Any]:
    created, owner = CATALOGUE.get(name, _OWN)
    return {"id": name, "object": "model", "created": created, "owned_by": owner}


def _answer(content: dict[str, Any], digest: bytes, now_s: int) -> Whole:
    text = json.dumps(content, indent=2) + "\n"
    return Whole(200, date_field(now_s) + _FIELDS + request_id_field(digest), text.encode())
