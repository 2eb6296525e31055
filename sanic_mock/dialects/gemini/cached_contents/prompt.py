"""The beginning of a prompt that a request names, and the request behind it."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.cached_contents.cached import KEPT, CachedContent, load
from sanic_mock.dialects.gemini.cached_contents.request import CACHED_MEMBERS
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.operation import State
from sanic_mock.engine.offload import takes

Json = dict[str, Any]

_BYTE_US = 0.05  # to read what is kept


def named_cache(
    state: State, request: Json, surface: Surface, model: str, *, is_strict: bool
) -> CachedContent:
    """Return the cached content that a request names.

    Args:
        state: what is kept.
        request: the request.
        surface: whose it is.
        model: that is asked.
        is_strict: whether to refuse what Gemini refuses.

    Raises:
        GeminiProblem: there is none, or it is not for this request.
    """
    cached = load(state, request["cachedContent"], surface)
    if is_strict and any(name in request for name in CACHED_MEMBERS):
        raise errors.mixed_cache()
    if is_strict and cached.model != model:
        raise errors.others_cache(surface.resource(model), cached.resource)
    return cached


def behind_cache(state: State, cached: CachedContent, request: Json) -> Json:
    """Return a request with what it names before it.

    Raises:
        GeminiProblem: newer things took the room of that.
        Lengthy: it is much, and this is the event loop.
    """
    takes(cached.size * _BYTE_US)
    content = KEPT.content(state, cached)
    if content is None:
        raise errors.no_cache()
    kept: Json = msgspec.json.decode(content)
    contents = [*kept.get("contents", ()), *request.get("contents", ())]
    return kept | request | {"contents": contents}
