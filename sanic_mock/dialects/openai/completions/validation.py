"""Why OpenAI would refuse a request for completions, in its words [issues-2026].

`explain` is called only after the typed reading refused, so it may be slow; `check_strictly` says
what parameters need of each other and of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.completions.request import (
    CompletionRequest,
    LenientCompletionRequest,
    PlainCompletionRequest,
)
from sanic_mock.dialects.openai.models import Completing
from sanic_mock.dialects.openai.parameters import stop, stream_options
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


def explain(body: bytes, refused: str, *, is_strict: bool) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading reported, for errors that are not looked for here.
        is_strict: whether all parameters are looked at, or only those an answer depends on.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    kind = CompletionRequest if is_strict else LenientCompletionRequest
    if is_strict and (name := unknown(request, kind.__struct_fields__)) is not None:
        return errors.unrecognized(name)
    if request.get("model") is None:
        return errors.no_model()
    looked_at = {name: request[name] for name in kind.__struct_fields__ if name in request}
    return first_error(looked_at, _CHECKS) or translated(refused)


def check_strictly(
    request: PlainCompletionRequest, model: Completing, cap: int, counts: Sequence[int]
) -> None:
    """Check what parameters need of each other and of the model.

    Args:
        request: the request.
        model: the one it names.
        cap: tokens that each completion may have.
        counts: tokens in each prompt.

    Raises:
        Problem: what OpenAI would answer.
    """
    if request.stream_options is not None and not request.stream:
        raise completions_errors.stream_options_without_stream()
    if isinstance(request, CompletionRequest):
        _check_fully(request, model, cap)
    elif cap == 0:
        raise (
            completions_errors.nothing_to_return()
            if model.reads_only
            else completions_errors.must_complete()
        )
    if model.context and max(counts) + cap > model.context:
        raise completions_errors.context_exceeded(model.context, max(counts), cap)


def check_prompts(param: str, value: Any) -> Problem | None:
    """Return what is wrong with prompts."""
    if isinstance(value, str | None):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, _PROMPTS, got(value))
    if not value:
        return errors.empty_array(param)
    kind = type(value[0])
    if kind not in (str, int, list):
        return errors.wrong_type(f"{param}[0]", _PROMPT, got(value[0]))
    check = each("integers", typed(int), least=1) if kind is list else typed(kind)
    return first(check(f"{param}[{place}]", one) for place, one in enumerate(value))


def _check_fully(request: CompletionRequest, model: Completing, cap: int) -> None:
    n, best_of = request.n or 1, request.best_of
    if request.suffix is not None and not model.takes_suffix:
        raise errors.unrecognized("suffix")
    if request.logit_bias and (problem := _logit_bias("logit_bias", request.logit_bias)):
        raise problem
    if best_of is not None and best_of < n:
        raise completions_errors.too_few_candidates(n, best_of)
    if request.stream and best_of is not None and best_of > n:
        raise completions_errors.streamed_best_of(n, best_of)
    if request.echo and request.logprobs is not None and not model.reads_only:
        raise completions_errors.echo_and_logprobs()
    if cap == 0:
        _check_empty(request, model)


def _check_empty(request: CompletionRequest, model: Completing) -> None:
    """Check a request that asks for no completion: it must want to know of its own tokens."""
    if not model.reads_only:
        raise completions_errors.must_complete()
    if not request.echo:
        raise completions_errors.nothing_to_return()
    if request.logprobs is None:
        raise completions_errors.nothing_but_the_prompt()


def _logit_bias(param: str, value: Any) -> Problem | None:
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
    "stream_options": optional(stream_options),
    "max_tokens": optional(ranged(int, 0)),
    "temperature": optional(ranged(float, 0, 2)),
    "top_p": optional(ranged(float, 0, 1)),
    "n": optional(ranged(int, 1, 128)),
    "best_of": optional(ranged(int, 0, 20)),
    "echo": optional(typed(bool)),
    "logprobs": optional(ranged(int, 0, 5)),
    "stop": optional(stop),
    "suffix": optional(typed(str)),
    "frequency_penalty": optional(ranged(float, -2, 2)),
    "presence_penalty": optional(ranged(float, -2, 2)),
    "logit_bias": optional(_logit_bias),
    "seed": optional(ranged(int, -(2**63), 2**63 - 1)),
    "user": optional(typed(str)),
}
