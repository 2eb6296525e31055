"""Why OpenAI would refuse a request for completions: the first error, in its words [issues-2026].

Called only after the typed reading refused, so it may be slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.completions.request import CompletionRequest
from sanic_mock.dialects.openai.parameter_validation import check_stop, check_stream_options
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    first,
    first_error,
    got,
    optional,
    ranged,
    read_object,
    translated,
    typed,
    unknown,
)
from sanic_mock.errors import Problem

LAST_TOKEN = 100_257  # <|endoftext|> of cl100k_base; those behind it belong to conversations


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading reported, for errors that are not looked for here.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    if (name := unknown(request, CompletionRequest.__struct_fields__)) is not None:
        return errors.unrecognized(name)
    if request.get("model") is None:
        return errors.no_model()
    return first_error(request, _CHECKS) or translated(refused)


def check_prompts(param: str, value: Any) -> Problem | None:
    """Return what is wrong with prompts."""
    if isinstance(value, str | None):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, _PROMPTS, got(value))
    if not value:
        return size_errors.empty_array(param)
    kind = type(value[0])
    if kind not in (str, int, list):
        return errors.wrong_type(f"{param}[0]", _PROMPT, got(value[0]))
    check = each("integers", typed(int), least=1) if kind is list else typed(kind)
    return first(check(f"{param}[{place}]", one) for place, one in enumerate(value))


def check_logit_bias(param: str, value: Any) -> Problem | None:
    """Return what is wrong with the numbers that tokens are to be preferred by."""
    if problem := typed(dict)(param, value):
        return problem
    for key, bias in value.items():
        if not (key.isascii() and key.isdigit()):
            return completions_errors.bad_bias_key(key)
        if len(key) > len(str(LAST_TOKEN)) or int(key) > LAST_TOKEN:
            return completions_errors.bias_key_too_large(key, LAST_TOKEN)
        if problem := ranged(float, -100, 100)(f"{param}.{key}", bias):
            return problem
    return None


_PROMPT = "one of a string, an integer, or an array of integers"
_PROMPTS = "one of a string, array of strings, array of integers, or array of integer arrays"

_CHECKS: Mapping[str, Check] = {
    "model": typed(str),
    "prompt": check_prompts,
    "stream": optional(typed(bool)),
    "stream_options": optional(check_stream_options),
    "max_tokens": optional(ranged(int, 0)),
    "temperature": optional(ranged(float, 0, 2)),
    "top_p": optional(ranged(float, 0, 1)),
    "n": optional(ranged(int, 1, 128)),
    "best_of": optional(ranged(int, 0, 20)),
    "echo": optional(typed(bool)),
    "logprobs": optional(ranged(int, 0, 5)),
    "stop": optional(check_stop),
    "suffix": optional(typed(str)),
    "frequency_penalty": optional(ranged(float, -2, 2)),
    "presence_penalty": optional(ranged(float, -2, 2)),
    "logit_bias": optional(check_logit_bias),
    "seed": optional(ranged(int, -(2**63), 2**63 - 1)),
    "user": optional(typed(str)),
}
