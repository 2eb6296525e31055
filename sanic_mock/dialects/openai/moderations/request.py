"""A moderations request: one typed pass, explained in OpenAI's words where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    first_error,
    got,
    one_of,
    read_object,
    translated,
    typed,
)
from sanic_mock.errors import Problem


class ModerationText(Struct, gc=False, tag_field="type", tag="text"):
    """A text among others of one input."""

    text: str


class ModerationImageUrl(Struct, gc=False):
    """Where an image is, or its bytes as a data URL."""

    url: str


class ModerationImage(Struct, gc=False, tag_field="type", tag="image_url"):
    """An image."""

    image_url: ModerationImageUrl


class ModerationRequest(Struct, gc=False):
    """CreateModerationRequest of the OpenAPI document; OpenAI ignores what it does not know."""

    input: str | list[str | ModerationText | ModerationImage]
    model: str | UnsetType = UNSET


decode = msgspec.json.Decoder(ModerationRequest).decode


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading reported, for errors that are not looked for here.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    if "input" not in request:
        return errors.missing("input")
    return first_error(request, _CHECKS) or translated(refused)


def bad_model(name: str) -> Problem:
    """A model that judges nothing."""
    return Problem(400, f"Invalid value for 'model' = {name}.", param="model")


def too_many_images(count: int) -> Problem:
    """More images than one."""
    return Problem(
        400,
        f"Number of images ({count}) exceeds maximum of 1",
        param="input",
        code="too_many_images",
    )


def too_many_inputs(count: int, most: int) -> Problem:
    """More inputs than are judged: what only sanic-mock minds."""
    return Problem(
        400,
        f"sanic_mock: {count} inputs were given; a request has at most {most}.",
        param="input",
        code="invalid_value",
    )


def _input(param: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array", got(value))
    return each("strings or objects", _item)(param, value)


def _item(path: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if not isinstance(value, dict):
        return errors.wrong_type(path, "one of a string or object", got(value))
    if "type" not in value:
        return errors.missing(f"{path}.type")
    problem = one_of("text", "image_url")(f"{path}.type", value["type"])
    return problem or _content(path, value)


def _content(path: str, part: Mapping[str, Any]) -> Problem | None:
    kind = part["type"]
    if kind not in part:
        return errors.missing(f"{path}.{kind}")
    path, value = f"{path}.{kind}", part[kind]
    return typed(str)(path, value) if kind == "text" else _image(path, value)


def _image(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "url" not in value:
        return errors.missing(f"{path}.url")
    return typed(str)(f"{path}.url", value["url"])


_CHECKS: Mapping[str, Check] = {"input": _input, "model": typed(str)}
