"""What a model does not take of messages: roles, images and sound [adapter-2026] [issues-2026]."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import media_errors
from sanic_mock.dialects.openai.chat import model_errors
from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.models import Family


def check_roles(messages: Sequence[PlainMessage | Message], family: Family) -> None:
    """Refuse instructions to a model that takes none."""
    if family.is_instructed:
        return
    for place, message in enumerate(messages):
        if message.role in INSTRUCTING:
            raise model_errors.role_unsupported(place, message.role)


def check_images(messages: Sequence[Message], family: Family) -> None:
    """Refuse images that others than users show; newer models see those that tools give."""
    shown_by = ("user", "tool") if family.sees_results else ("user",)
    for place, message in enumerate(messages):
        parts = message.content if isinstance(message.content, list) else ()
        if message.role not in shown_by and any(part.image_url is not None for part in parts):
            raise media_errors.not_for_role(place, message.role)


def check_media(messages: Sequence[Message], family: Family) -> None:
    """Refuse images to a model that sees none, and sound to one that hears none."""
    if not family.sees:
        _check_blind(messages)
    if not family.speaks:
        _check_deaf(messages)


def _check_blind(messages: Sequence[Message]) -> None:
    for place, message in enumerate(messages):
        if not isinstance(message.content, list):
            continue
        for number, part in enumerate(message.content):
            if part.type == "image_url":
                raise model_errors.no_vision(place, number)


def _check_deaf(messages: Sequence[Message]) -> None:
    for place, message in enumerate(messages):
        if is_heard(message):
            raise model_errors.no_ears(place)


def is_heard(message: Message) -> bool:
    """Return whether a message has sound."""
    return isinstance(message.content, list) and any(part.input_audio for part in message.content)
