"""Variables of a prompt that OpenAI keeps, as a response repeats them: 10 of 10 [cassettes-2026].

A text alone is a part of a message, too. Which of a file's members are told depends on how it was
given; its content never is, and where an image is only if that is included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.openai.responses.items import without_nulls
from sanic_mock.dialects.openai.responses.request import Item

_UNTOLD = "file_data"


def repeated_variables(variables: Mapping[str, Any] | None, *, has_addresses: bool) -> Item:
    """Return variables as they are told.

    Args:
        variables: as they came.
        has_addresses: whether it is told where images are.
    """
    return {name: _repeated(one, has_addresses) for name, one in (variables or {}).items()}


def _repeated(value: Any, has_addresses: bool) -> Any:
    if isinstance(value, str):
        return {"type": "input_text", "text": value}
    if not isinstance(value, dict):
        return value
    match value.get("type"):
        case "input_text":
            return {"type": "input_text", "text": value.get("text")}
        case "input_image":
            return _image(value, has_addresses)
        case "input_file":
            rest = dict(sorted(without_nulls(value).items()))
            rest.pop(_UNTOLD, None)
            return {"type": "input_file", "file_id": None} | rest
    return value


def _image(value: Item, has_addresses: bool) -> Item:
    return {
        "type": "input_image",
        "detail": value.get("detail") or "auto",
        "file_id": value.get("file_id"),
        "image_url": value.get("image_url") if has_addresses else None,
    }
