"""Models by the beginnings of their ids, and what their answers differ in.

What they differ in is from [bedrock-2026], lengths of what they keep from [aws-2026]. An id may
have a region's prefix, or be the end of an ARN.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

KNOWN_MODELS = 1024

# Whose shape the bodies of InvokeModel have.
BodyShape = Literal[
    "anthropic",
    "nova",
    "titan",
    "llama",
    "mistral",
    "deepseek",
    "chat",
    "rerank",
    "any",
    "command",
    "command_chat",
    "titan_embedding_1",
    "titan_embedding",
    "cohere_embedding",
    "cohere_embedding_4",
    "nova_embedding",
]

# An id of Bedrock's ends as an Anthropic's name is versioned: -v1:0, and perhaps a window behind.
_SUFFIX = re.compile(r"-v\d+(:\d+)*(:\d+k)?$")
_REGION = re.compile(r"(?:global|us-gov|us|eu|apac|au|jp|ca|sa|me|af)\.")


class BedrockFamily(NamedTuple):
    """What models have in common whose ids begin alike.

    Attributes:
        shape: of the bodies of InvokeModel; None where nothing is known of them.
        embeds: whether they make vectors, or rank documents, and make no answers.
        caches: whether they keep prompts.
        tells_cache: whether Converse tells of that in whole answers, though nobody asks for it.
        least_cached: tokens of the shortest prefix that is kept; 0 is what its maker says.
        typed_calls: whether a call says of which type it is.
        profiles_only: whether they are only served by inference profiles.
        is_signed: whether what they think is signed.
        thinks_asked: of Nova's, whether they think where they are asked to.
        thinks: whether they think though nobody asks for it.
        thinks_last: whether what they think is told last, of a whole answer.
    """

    shape: BodyShape | None = None
    embeds: bool = False
    caches: bool = False
    tells_cache: bool = False
    least_cached: int = 0
    typed_calls: bool = False
    profiles_only: bool = False
    is_signed: bool = False
    thinks_asked: bool = False
    thinks: bool = False
    thinks_last: bool = False


_OLDER = BedrockFamily("anthropic", is_signed=True)
_CLAUDE = _OLDER._replace(caches=True, tells_cache=True, profiles_only=True)
_NOVA = BedrockFamily("nova", caches=True, least_cached=1000)
_EMBEDDING = BedrockFamily(embeds=True)
_CHAT = BedrockFamily("chat")
# What ARNs name that do not say which model it is: bodies of several shapes are read.
_NAMELESS = re.compile(
    r":(?:imported-model|custom-model|custom-model-deployment|provisioned-model"
    r"|application-inference-profile)/"
)
_ANY = BedrockFamily("any")
_RERANK = BedrockFamily("rerank", embeds=True)
# Of several that an id begins with, the first.
_FAMILIES: dict[str, BedrockFamily] = {
    "amazon.nova-2-multimodal-embeddings": _EMBEDDING._replace(shape="nova_embedding"),
    "amazon.nova-2": _NOVA._replace(typed_calls=True, profiles_only=True, thinks_asked=True),
    "amazon.nova": _NOVA,
    "amazon.titan-embed-text-v1": _EMBEDDING._replace(shape="titan_embedding_1"),
    "amazon.titan-embed": _EMBEDDING._replace(shape="titan_embedding"),
    "amazon.titan": BedrockFamily("titan"),
    "anthropic.claude-3-5-haiku": _CLAUDE._replace(profiles_only=False, least_cached=2048),
    "anthropic.claude-3-5-sonnet-20241022": _CLAUDE._replace(profiles_only=False),
    "anthropic.claude-3-7": _CLAUDE,
    "anthropic.claude-3": _OLDER,
    "anthropic.claude-v2": _OLDER,
    "anthropic.claude-instant": _OLDER,
    "anthropic.": _CLAUDE,
    "cohere.command-r": BedrockFamily("command_chat"),
    "cohere.command": BedrockFamily("command"),
    "amazon.rerank": _RERANK,
    "cohere.rerank": _RERANK,
    "cohere.embed-v4": _EMBEDDING._replace(shape="cohere_embedding_4"),
    "cohere.embed": _EMBEDDING._replace(shape="cohere_embedding"),
    "deepseek.r1": BedrockFamily("deepseek", thinks=True, thinks_last=True),
    "meta.": BedrockFamily("llama"),
    "mistral.": BedrockFamily("mistral"),
    "openai.gpt-oss": BedrockFamily("chat", thinks=True),
    "ai21.jamba": _CHAT,
    "deepseek.": _CHAT,
    "google.gemma": _CHAT,
    "minimax.": _CHAT,
    "moonshot.": _CHAT,
    "moonshotai.": _CHAT,
    "nvidia.": _CHAT,
    "openai.": _CHAT,
    "qwen.": _CHAT,
    "writer.": _CHAT,
    "xai.": _CHAT,
    "zai.": _CHAT,
}
_NO_FAMILY = BedrockFamily()


@lru_cache(KNOWN_MODELS)
def family_of(model: str) -> BedrockFamily:
    """Return what is known of the model behind an id."""
    if _NAMELESS.search(model):
        return _ANY
    name = base_id(model)
    return next((one for key, one in _FAMILIES.items() if name.startswith(key)), _NO_FAMILY)


def base_id(model: str) -> str:
    """Return an id without the ARN that it is the end of, and without its region."""
    return _REGION.sub("", model.rpartition("/")[2], count=1) if model else model


def anthropic_name(model: str) -> str:
    """Return what Anthropic calls a model, by Bedrock's id."""
    return _SUFFIX.sub("", base_id(model)).rpartition(".")[2]


def needs_profile(model: str) -> bool:
    """Return whether an id names a model that is served by profiles alone, and no profile."""
    is_bare = "/" not in model or model.partition("/")[0].endswith(":foundation-model")
    is_regional = _REGION.match(model.rpartition("/")[2]) is not None
    return is_bare and not is_regional and family_of(model).profiles_only
