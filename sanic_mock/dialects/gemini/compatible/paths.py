"""Where OpenAI's clients ask, on either surface [compatible-2026]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.gemini.compatible.chat import CompatibleChat
from sanic_mock.dialects.gemini.compatible.embeddings import CompatibleEmbeddings
from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
from sanic_mock.dialects.gemini.surface import Surface, surface_of
from sanic_mock.dialects.paths import Place

_KINDS: Mapping[str, type[CompatibleEndpoint[Any]]] = {
    "/chat/completions": CompatibleChat,
    "/embeddings": CompatibleEmbeddings,
}
# What stands between a surface and an endpoint, and the collection that such a surface has.
_BASES = {"/openai": "models", "/endpoints/openapi": "endpoints"}
_PATHS = {
    f"/<root:path>{base}{suffix}": (collection, kind)
    for base, collection in _BASES.items()
    for suffix, kind in _KINDS.items()
}
TEMPLATES = tuple(_PATHS)


def is_compatible(path: str) -> bool:
    """Return whether a path is for clients of OpenAI's."""
    return any(f"{base}/" in path for base in _BASES)


def kind_of(place: Place) -> type[CompatibleEndpoint[Any]] | None:
    """Return what answers at a place; None for Gemini's own places."""
    found = _PATHS.get(place.template)
    return None if found is None else found[1]


def surface_at(place: Place) -> Surface | None:
    """Return the surface of a place of those here; None where there is none."""
    return surface_of(f"{place.parts['root']}/{_PATHS[place.template][0]}")
