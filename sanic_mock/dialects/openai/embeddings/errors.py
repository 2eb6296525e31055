"""Errors of OpenAI's about embeddings; they name no `param` and mostly no `code` [issues-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.errors import WrongEndpoint
from sanic_mock.errors import Problem

MOST_INPUTS = 2048
MOST_TOKENS = 8192
MOST_TOKENS_IN_ALL = 300_000


def wrong_model() -> Problem:
    """A model that makes something else; with models of chat [issues-2026]."""
    return WrongEndpoint(403, "You are not allowed to generate embeddings from this model")


def bad_shape(name: str) -> Problem:
    """A value of another JSON type."""
    return Problem(
        400,
        f"'$.{name}' is invalid. Please check the API reference: "
        "https://platform.openai.com/docs/api-reference.",
    )


def empty_string(path: str) -> Problem:
    """A text without a character."""
    return Problem(400, f"Invalid '{path}': input cannot be an empty string.")


def empty_array(path: str) -> Problem:
    """No text, or one of no tokens."""
    return Problem(400, f"Invalid '{path}': input cannot be an empty array.")


def too_many(path: str) -> Problem:
    """More texts, or tokens, than an array may have."""
    return Problem(400, f"Invalid '{path}': array length must be {MOST_INPUTS} or less.")


def too_long_alone() -> Problem:
    """One text, given by itself, of more tokens than the models read."""
    return Problem(400, f"Invalid 'input': maximum context length is {MOST_TOKENS} tokens.")


def too_long(path: str) -> Problem:
    """One text of several with more tokens than the models read."""
    return Problem(400, f"Invalid '{path}': maximum input length is {MOST_TOKENS} tokens.")


def too_long_in_all(tokens: int) -> Problem:
    """Texts that have too many tokens together."""
    return Problem(
        400,
        f"Requested {tokens} tokens, max {MOST_TOKENS_IN_ALL} tokens per request",
        kind="max_tokens_per_request",
        code="max_tokens_per_request",
    )


def too_many_numbers(numbers: int, most: int) -> Problem:
    """More vectors than are made: what only sanic-mock minds."""
    return Problem(
        400,
        f"sanic_mock: {numbers} numbers were asked for; an answer has at most {most}.",
        code="invalid_value",
    )


def bad_format(value: str) -> Problem:
    """An `encoding_format` that is none."""
    return Problem(
        400,
        f"Invalid value for 'encoding_format' = {value}. Supported values: ['float', 'base64'].",
    )


def fixed_dimensions() -> Problem:
    """`dimensions` for a model whose vectors cannot be shortened."""
    return Problem(400, "This model does not support specifying dimensions.")


def too_many_dimensions(value: int, most: int) -> Problem:
    """More dimensions than the model has."""
    return Problem(
        400, f"Invalid value for 'dimensions' = {value}. Must be less than or equal to {most}."
    )


def too_few_dimensions(value: int) -> Problem:
    """Fewer dimensions than one, whatever the model, and before other values [dotnet-2026]."""
    return Problem(400, f"{value} is less than the minimum of 1 - 'dimensions'")
