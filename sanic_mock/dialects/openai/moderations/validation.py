"""Why OpenAI would refuse a request for moderations: the first error, in its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.moderations.request import Part
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    first_error,
    got,
    lacking,
    one_of,
    read_object,
    translated,
    typed,
)
from sanic_mock.errors import Problem


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


def check_kinds(given: Iterable[str | Part], *, reads_images: bool) -> None:
    """Refuse texts among parts, and parts where a model reads texts alone.

    Raises:
        Problem: naming the first that is not of its kind.
    """
    for place, one in enumerate(given):
        if isinstance(one, str) is reads_images:
            wanted, came = ("an object", "a string") if reads_images else ("a string", "an object")
            raise errors.wrong_type(f"input[{place}]", wanted, came)


def _input(param: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array", got(value))
    return each("strings or objects", _item)(param, value)


def _item(path: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if problem := lacking(path, value, "type", want="one of a string or object"):
        return problem
    problem = one_of("text", "image_url")(f"{path}.type", value["type"])
    return problem or _content(path, value)


def _content(path: str, part: Mapping[str, Any]) -> Problem | None:
    kind = part["type"]
    if kind not in part:
        return errors.missing(f"{path}.{kind}")
    path, value = f"{path}.{kind}", part[kind]
    return typed(str)(path, value) if kind == "text" else _image(path, value)


def _image(path: str, value: Any) -> Problem | None:
    if problem := lacking(path, value, "url"):
        return problem
    return typed(str)(f"{path}.url", value["url"])


_CHECKS: Mapping[str, Check] = {"input": _input, "model": typed(str)}
