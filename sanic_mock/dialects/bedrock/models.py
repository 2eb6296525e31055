"""Models by the beginnings of their ids, and what their answers differ in [bedrock-2026].

An id may have a region's prefix, or be the end of an ARN.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

KNOWN_MODELS = 1024

# Whose shape the bodies of InvokeModel have.
BodyShape = Literal["anthropic", "nova", "titan", "titan_embedding", "llama"]

_REGION = re.compile(r"(?:global|us-gov|us|eu|apac|au|jp|ca|sa|me|af)\.")


class BedrockFamily(NamedTuple):
    """What models have in common whose ids begin alike.

    Attributes:
        shape: of the bodies of InvokeModel; None where nothing is known of them.
        caches: whether their usage tells of a cache.
        typed_calls: whether a call says of which type it is.
        profiles_only: whether they are only served by inference profiles.
    """

    shape: BodyShape | None = None
    caches: bool = False
    typed_calls: bool = False
    profiles_only: bool = False


_CLAUDE = BedrockFamily("anthropic", caches=True, profiles_only=True)
_OLDER = BedrockFamily("anthropic")
_NOVA = BedrockFamily("nova", caches=True)
_FAMILIES: dict[str, BedrockFamily] = {
    "amazon.nova-2": _NOVA._replace(typed_calls=True, profiles_only=True),
    "amazon.nova": _NOVA,
    "amazon.titan-embed": BedrockFamily("titan_embedding"),
    "amazon.titan": BedrockFamily("titan"),
    "anthropic.claude-3-5-haiku": _CLAUDE._replace(profiles_only=False),
    "anthropic.claude-3-5-sonnet-20241022": _CLAUDE._replace(profiles_only=False),
    "anthropic.claude-3-7": _CLAUDE,
    "anthropic.claude-3": _OLDER,
    "anthropic.claude-v2": _OLDER,
    "anthropic.claude-instant": _OLDER,
    "anthropic.": _CLAUDE,
    "meta.": BedrockFamily("llama"),
}
_NO_FAMILY = BedrockFamily()


@lru_cache(KNOWN_MODELS)
def family_of(model: str) -> BedrockFamily:
    """Return what is known of the model behind an id."""
    name = base_id(model)
    return next((one for key, one in _FAMILIES.items() if name.startswith(key)), _NO_FAMILY)


def base_id(model: str) -> str:
    """Return an id without the ARN that it is the end of, and without its region."""
    return _REGION.sub("", model.rpartition("/")[2], count=1) if model else model


def needs_profile(model: str) -> bool:
    """Return whether an id names a model that is served by profiles alone, and no profile."""
    is_bare = "/" not in model or model.partition("/")[0].endswith(":foundation-model")
    is_regional = _REGION.match(model.rpartition("/")[2]) is not None
    return is_bare and not is_regional and family_of(model).profiles_only
