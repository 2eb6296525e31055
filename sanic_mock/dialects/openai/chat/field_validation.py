"""Checks of single parameters of a chat request, in OpenAI's words; see `validation`.

In [adapter-2026]: the sentences about types and strings of `flags` and `kept_for`, and the missing
`moderation.model`. The others are worded like those of their kind.
"""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    got,
    one_of,
    optional,
    ranged,
    typed,
    unknown,
)
from sanic_mock.errors import Problem

FORMATS = ("wav", "aac", "mp3", "flac", "opus", "pcm16")
_RETENTIONS = ("in_memory", "24h")
_LEVELS = ("low", "medium", "high")


def flags(*allowed: str) -> Check:
    """Check that a value is one of some strings, which are named where it is none at all."""
    *first, last = (f"'{name}'" for name in allowed)
    wanted = f"one of {', '.join(first)}{',' if len(first) > 1 else ''} or {last}"

    def check(param: str, value: Any) -> Problem | None:
        if not isinstance(value, str):
            return errors.wrong_type(param, wanted, got(value))
        return None if value in allowed else errors.bad_choice(param, value, allowed)

    return check


def kept_for(param: str, value: Any) -> Problem | None:
    """Check how long a prompt is to be remembered."""
    if not isinstance(value, str):
        return flags(*_RETENTIONS)(param, value)
    if value in _RETENTIONS:
        return None
    return chat_errors.invalid_argument(param)


def logit_bias(param: str, value: Any) -> Problem | None:
    """Check that tokens have whole numbers from -100 to 100."""
    if problem := typed(dict)(param, value):
        return problem
    for token, bias in value.items():
        if problem := ranged(int, -100, 100)(f"{param}.{token}", bias):
            return problem
    return None


def audio(param: str, value: Any) -> Problem | None:
    """Check how an answer is to sound."""
    if problem := _required(param, value, "voice", "format"):
        return problem
    voice = typed(str, dict)(f"{param}.voice", value["voice"])
    return voice or one_of(*FORMATS)(f"{param}.format", value["format"])


def prediction(param: str, value: Any) -> Problem | None:
    """Check a predicted text."""
    if problem := _required(param, value, "type", "content"):
        return problem
    if problem := one_of("content")(f"{param}.type", value["type"]):
        return problem
    content, path = value["content"], f"{param}.content"
    if isinstance(content, str):
        return None
    if not isinstance(content, list):
        return errors.wrong_type(path, "one of a string or array of objects", got(content))
    return each("objects", _text, least=1)(path, content)


def search(param: str, value: Any) -> Problem | None:
    """Check how the web is to be searched."""
    if problem := typed(dict)(param, value):
        return problem
    known = ("search_context_size", "user_location")
    if (name := unknown(value, known)) is not None:
        return errors.unknown_parameter(f"{param}.{name}")
    size, where = (value.get(one) for one in known)
    return optional(one_of(*_LEVELS))(f"{param}.search_context_size", size) or optional(
        typed(dict)
    )(f"{param}.user_location", where)


def moderation(param: str, value: Any) -> Problem | None:
    """Check by which model a text is to be judged."""
    if problem := _required(param, value, "model"):
        return problem
    return typed(str)(f"{param}.model", value["model"])


def _text(path: str, value: Any) -> Problem | None:
    if problem := _required(path, value, "type", "text"):
        return problem
    return one_of("text")(f"{path}.type", value["type"]) or typed(str)(
        f"{path}.text", value["text"]
    )


def _required(param: str, value: Any, *names: str) -> Problem | None:
    if problem := typed(dict)(param, value):
        return problem
    missing = next((name for name in names if name not in value), None)
    return None if missing is None else errors.missing(f"{param}.{missing}")
