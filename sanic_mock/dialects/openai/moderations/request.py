"""A moderations request: one typed pass; what it refuses is explained by `validation`."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, Struct, UnsetType


class ModerationText(Struct, gc=False, tag_field="type", tag="text"):
    """A text among others of one input."""

    text: str


class ModerationImageUrl(Struct, gc=False):
    """Where an image is, or its bytes as a data URL."""

    url: str


class ModerationImage(Struct, gc=False, tag_field="type", tag="image_url"):
    """An image."""

    image_url: ModerationImageUrl


Part = ModerationText | ModerationImage


class ModerationRequest(Struct, gc=False):
    """CreateModerationRequest of the OpenAPI document; OpenAI ignores what it does not know."""

    input: str | list[str | Part]
    model: str | UnsetType = UNSET


decode = msgspec.json.Decoder(ModerationRequest).decode
