"""What a model of completions, or this mock, does not answer though the request is right."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.completions.reading import Reading
from sanic_mock.dialects.openai.completions.request import CompletionRequest, PlainCompletionRequest
from sanic_mock.dialects.openai.completions.validation import check_logit_bias
from sanic_mock.dialects.openai.models import Completing, purpose
from sanic_mock.engine.offload import takes

# Beyond these, making one answer would stop all others for too long.
MOST_CHOICES = 20_000
MOST_ECHOED = 2_000_000
MOST_LOGPROBS = 250_000

# What each probability of a prompt's own tokens takes, measured on one machine and rounded up.
_LOGPROB_US = 2


def check_purpose(name: str) -> None:
    """Refuse a model that does something else than completing texts [issues-2026]."""
    match purpose(name):
        case "chat" | "responses":
            raise completions_errors.chat_model()
        case "embedding" | "moderation":
            raise errors.not_sampled()


def check(
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
        _check_full(request, model, cap)
    elif cap == 0:
        raise (
            completions_errors.nothing_to_return()
            if model.reads_only
            else completions_errors.must_complete()
        )
    if model.context and max(counts) + cap > model.context:
        raise completions_errors.context_exceeded(model.context, max(counts), cap)


def check_amounts(reading: Reading, tokens: int) -> None:
    """Check that an answer is not larger than what is made at once.

    Args:
        reading: what it is to have.
        tokens: of all prompts, which it may repeat.

    Raises:
        Problem: it is, which only sanic-mock minds.
        Lengthy: it is too long for the event loop.
    """
    _check_amount("choices were asked for", reading.candidates * len(reading.prompts), MOST_CHOICES)
    repeated = tokens * reading.shown if reading.echoes else 0
    _check_amount("tokens were asked to be echoed", repeated, MOST_ECHOED)
    if reading.top_logprobs is not None:
        number = repeated * (reading.top_logprobs + 1)
        _check_amount("probabilities were asked for", number, MOST_LOGPROBS)
        takes(number * _LOGPROB_US)


def _check_full(request: CompletionRequest, model: Completing, cap: int) -> None:
    n, best_of = request.n or 1, request.best_of
    if request.suffix is not None and not model.takes_suffix:
        raise errors.unrecognized("suffix")
    if request.logit_bias and (problem := check_logit_bias("logit_bias", request.logit_bias)):
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


def _check_amount(what: str, number: int, most: int) -> None:
    if number > most:
        raise completions_errors.too_many(what, number, most)
