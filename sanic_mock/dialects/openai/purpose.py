"""What a model is for, by its name: which endpoint answers for it, and none of the others."""

from __future__ import annotations

import re
from typing import Literal

from sanic_mock.dialects.openai.catalogue import base_name

Purpose = Literal["chat", "responses", "completion", "embedding", "moderation"]

# The first that fits counts; a name that fits none is somebody's own, and for whatever is asked.
_PURPOSES: tuple[tuple[re.Pattern[str], Purpose], ...] = (
    (re.compile(r"gpt-3\.5-turbo-instruct|davinci-002|babbage-002"), "completion"),
    (re.compile(r"(gpt-|o)\d(\.\d)?-(pro|codex)|codex-|computer-use-"), "responses"),
    (re.compile(r"o\d(-mini)?-deep-research"), "responses"),
    (re.compile(r"gpt-[3-9]|gpt-audio|chatgpt-|o\d"), "chat"),
    (re.compile(r"text-embedding-"), "embedding"),
    (re.compile(r"(omni|text)-moderation-"), "moderation"),
)


def purpose(name: str) -> Purpose | None:
    """Return what a model is for, a tuned one as what it was made of; None where nobody knows."""
    base = base_name(name)
    return next((found for pattern, found in _PURPOSES if pattern.match(base)), None)
