"""Errors of OpenAI's about what only completions have [issues-2026], unless said otherwise."""

from __future__ import annotations

from sanic_mock.dialects.openai.errors import WrongEndpoint
from sanic_mock.errors import Problem


def chat_model() -> Problem:
    """A model that holds conversations."""
    return WrongEndpoint(
        404,
        "This is a chat model and not supported in the v1/completions endpoint. Did you mean to "
        "use v1/chat/completions?",
        param="model",
    )


def context_exceeded(context: int, prompt: int, completion: int) -> Problem:
    """A prompt and its completion that are longer together than the model reads."""
    return Problem(
        400,
        f"This model's maximum context length is {context} tokens, however you requested "
        f"{prompt + completion} tokens ({prompt} in your prompt; {completion} for the completion). "
        "Please reduce your prompt; or completion length.",
    )


def bad_token(token: int, last: int) -> Problem:
    """A number in a prompt that is no token."""
    return Problem(
        400,
        f"Invalid token in prompt: {token}. Minimum value is 0, maximum value is {last} "
        "(inclusive).",
    )


def bad_bias_key(key: str) -> Problem:
    """A key of `logit_bias` that is no number."""
    return Problem(
        400,
        f"Invalid key in 'logit_bias': {key}. You should only be submitting non-negative integers.",
        param="logit_bias",
    )


def bias_key_too_large(key: str, last: int) -> Problem:
    """A key of `logit_bias` that is no token."""
    return Problem(
        400,
        f"Invalid key in 'logit_bias': {key}. Maximum value is {last}.",
        param="logit_bias",
    )


def too_few_candidates(n: int, best_of: int) -> Problem:
    """`best_of` below `n`."""
    return Problem(
        400,
        "You requested that the server return more choices than it will generate (HINT: you must "
        f"set 'n' (currently {n}) to be at most 'best_of' (currently {best_of}), or omit either "
        "parameter if you don't specifically want to use them.)",
    )


def streamed_best_of(n: int, best_of: int) -> Problem:
    """A stream of the best of several; by analogy with too few candidates, nowhere found."""
    return Problem(
        400,
        "You requested that the server stream the best of several choices, which it cannot know "
        f"before all are generated (HINT: you must set 'best_of' (currently {best_of}) to 'n' "
        f"(currently {n}), or omit either parameter if you don't specifically want to use them.)",
    )


def stream_options_without_stream() -> Problem:
    """`stream_options` alone."""
    return Problem(
        400,
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        param="stream_options",
    )


def nothing_to_return() -> Problem:
    """No completion, and no echo either."""
    return Problem(
        400,
        "You requested a length 0 completion, but you did not set the 'echo' parameter. That means "
        "that we will return no data to you. (HINT: set 'echo' to true in order for the API to "
        "echo back the prompt to you.)",
    )


def nothing_but_the_prompt() -> Problem:
    """No completion, and an echo that tells nothing new."""
    return Problem(
        400,
        "You requested a length 0 completion, but did not specify a 'logprobs' parameter to see "
        "the probability of each token. Either request a completion with length greater than 1, or "
        "set 'logprobs' to 0 (to see the probabilities of each token you submitted) or more (to "
        "also see the probabilities over alternative tokens).",
    )


def must_complete() -> Problem:
    """No completion from a model that cannot but complete."""
    return Problem(
        400,
        "You requested a length 0 completion, which is not supported for this model. Please "
        "request a completion with length at least 1",
    )


def echo_and_logprobs() -> Problem:
    """The probabilities of a prompt, of a model that does not tell them."""
    return Problem(
        400, "Setting 'echo' and 'logprobs' at the same time is not supported for this model."
    )


def too_many(what: str, number: int, most: int) -> Problem:
    """More of something than an answer has: what only sanic-mock minds."""
    return Problem(
        400,
        f"sanic_mock: {number} {what}; an answer has at most {most}.",
        code="invalid_value",
    )
