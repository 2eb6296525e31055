"""`extra-parameters`: what becomes of parameters that Azure's model inference does not name.

[inference-2026] says that they are refused by default. Eight recorded requests that had some, and
no such field, were answered [replay-2026], so that they are refused only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from sanic_mock.dialects.openai.azure.errors import Gateway
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.errors import Problem

FIELD = "extra-parameters"

_COMMON = ("model",)
# The parameters that are named, by what follows the base of a path: those of Azure's own client,
# which a test holds, and `modalities` of the newer document.
NAMED: dict[str, Collection[str]] = {
    "/chat/completions": {
        *_COMMON,
        "messages",
        "frequency_penalty",
        "stream",
        "presence_penalty",
        "temperature",
        "top_p",
        "max_tokens",
        "response_format",
        "stop",
        "tools",
        "tool_choice",
        "seed",
        "modalities",
    },
    "/embeddings": {*_COMMON, "input", "dimensions", "encoding_format", "input_type"},
}

Handling = Callable[[bytes], bytes]


def wrong(said: str | None) -> Problem | None:
    """Return what is wrong with the field's value, or None; worded by analogy."""
    if said is None or said in _HANDLINGS:
        return None
    return _refused(f"extra-parameters: '{said}' is none of {', '.join(_HANDLINGS)}.")


def handling(suffix: str, said: str | None) -> Handling | None:
    """Return what is done to a body before it is read; None for nothing.

    Args:
        suffix: what follows the base of its path.
        said: the field's value.
    """
    handle = _HANDLINGS.get(said or _PASS)
    if handle is None:
        return None
    named = NAMED[suffix]
    return lambda body: handle(body, named)


def _dropped(body: bytes, named: Collection[str]) -> bytes:
    asked = decoded(body)
    if not isinstance(asked, dict) or asked.keys() <= set(named):
        return body
    return msgspec.json.encode({name: one for name, one in asked.items() if name in named})


def _checked(body: bytes, named: Collection[str]) -> bytes:
    """Return the same body; raises Problem where it has parameters that are not named."""
    asked = decoded(body)
    extras = [name for name in asked if name not in named] if isinstance(asked, dict) else []
    if extras:
        raise _refused(
            f"Extra parameters {extras} are not allowed when extra-parameters is not set or set to "
            "be 'error'. Set extra-parameters to 'pass-through' to pass to the model."
        )
    return body


def _refused(message: str) -> Gateway:
    """A refusal in the layout in which clients have seen it."""
    return Gateway(400, '{"detail":"%s"}', message)


_PASS = "pass-through"
_HANDLINGS: dict[str, Any] = {_PASS: None, "drop": _dropped, "error": _checked}
