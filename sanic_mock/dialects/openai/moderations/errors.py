"""Errors of OpenAI's about what only requests for moderations have."""

from __future__ import annotations

from sanic_mock.errors import Problem


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
