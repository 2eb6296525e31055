"""Which models do not complete texts."""

from __future__ import annotations

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.models import purpose


def check_purpose(name: str) -> None:
    """Refuse a model that does something else than completing texts [issues-2026]."""
    match purpose(name):
        case "chat" | "responses":
            raise completions_errors.chat_model()
        case "embedding" | "moderation":
            raise errors.not_sampled()
