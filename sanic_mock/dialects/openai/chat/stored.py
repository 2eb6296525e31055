"""Keeps a completion whose request has `store`, for those who list and read it later."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import chat_stored
from sanic_mock.dialects.openai.chat.request import Asked
from sanic_mock.dialects.operation import State


def keep(state: State, completion: dict[str, Any], asked: Asked) -> None:
    """Keep an answer under its id, beside what it answers.

    Args:
        state: has the store.
        completion: the answer, as it is told in one piece.
        asked: what it answers.
    """
    chat_stored.keep(state, completion, asked.said or [])
