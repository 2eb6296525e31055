"""The operations on models, with all that answers them: nobody needs it before one is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sanic_mock.dialects.bedrock.converse.dialect import Converse
from sanic_mock.dialects.bedrock.invoke.dialect import invoke, is_invoked
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.bedrock.models import family_of

# Makes an operation of a model.
MakeOperation = Callable[..., ModelOperation[Any]]


class OperationKind(NamedTuple):
    """An operation on a model: what makes it, and whether it answers in events."""

    make: MakeOperation
    is_stream: bool


# By the last part of the path.
KINDS = {
    "converse": OperationKind(Converse, is_stream=False),
    "converse-stream": OperationKind(Converse, is_stream=True),
    "invoke": OperationKind(invoke, is_stream=False),
    "invoke-with-response-stream": OperationKind(invoke, is_stream=True),
}


def has_no_shape(kind: OperationKind, model: str) -> bool:
    """Return whether an operation is by bodies of a shape, and nobody knows that of a model."""
    return kind.make is invoke and not is_invoked(model)


def has_no_words(kind: OperationKind, model: str) -> bool:
    """Return whether an operation is a conversation, and a model has none."""
    return kind.make is Converse and family_of(model).embeds
