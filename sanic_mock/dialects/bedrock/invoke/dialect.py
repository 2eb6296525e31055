"""InvokeModel: which shape of body a model has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanic_mock.dialects.bedrock.invoke.anthropic import AnthropicInvocation
from sanic_mock.dialects.bedrock.invoke.by_body import make_any, make_deepseeks, make_mistrals
from sanic_mock.dialects.bedrock.invoke.chat import ChatInvocation
from sanic_mock.dialects.bedrock.invoke.cohere import CommandChatInvocation, CommandInvocation
from sanic_mock.dialects.bedrock.invoke.embeddings import (
    CohereEmbedding,
    NewerCohereEmbedding,
    NovaEmbedding,
    OlderTitanEmbedding,
    TitanEmbedding,
)
from sanic_mock.dialects.bedrock.invoke.llama import Llama
from sanic_mock.dialects.bedrock.invoke.nova import NovaInvocation
from sanic_mock.dialects.bedrock.invoke.rerank import RerankInvocation
from sanic_mock.dialects.bedrock.invoke.titan import Titan
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.bedrock.models import BodyShape, family_of
from sanic_mock.dialects.operation import State

_SHAPES: Mapping[BodyShape, Callable[..., ModelOperation[Any]]] = {
    "anthropic": AnthropicInvocation,
    "nova": NovaInvocation,
    "titan": Titan,
    "llama": Llama,
    "mistral": make_mistrals,
    "deepseek": make_deepseeks,
    "chat": ChatInvocation,
    "rerank": RerankInvocation,
    "any": make_any,
    "command": CommandInvocation,
    "command_chat": CommandChatInvocation,
    "titan_embedding_1": OlderTitanEmbedding,
    "titan_embedding": TitanEmbedding,
    "cohere_embedding": CohereEmbedding,
    "cohere_embedding_4": NewerCohereEmbedding,
    "nova_embedding": NovaEmbedding,
}


def is_invoked(model: str) -> bool:
    """Return whether the shape of a model's bodies is known."""
    return family_of(model).shape in _SHAPES


def invoke(state: State, model: str, *, is_stream: bool, is_strict: bool) -> ModelOperation[Any]:
    """Return a model's InvokeModel, or its stream; of one that has no known shape, Nova's."""
    make = _SHAPES.get(family_of(model).shape or "nova", NovaInvocation)
    return make(state, model, is_stream=is_stream, is_strict=is_strict)
