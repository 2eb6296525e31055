"""The text of a step that is answered."""

from __future__ import annotations

from random import Random

from sanic_mock.engine.prompted.step import AgentStep
from sanic_mock.engine.prompted.wrapping import wrapped
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.values import compile_schema


def text_of(step: AgentStep) -> str:
    """Return how a step is told."""
    value = compile_schema(step.schema).make(Random(1), hints_from(step.data))
    return wrapped(value, step.wrapping)
