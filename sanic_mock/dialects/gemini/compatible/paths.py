"""Where OpenAI's clients ask, on either surface [compatible-2026]."""

from __future__ import annotations

from sanic_mock.dialects.gemini.surface import Surface, surface_of
from sanic_mock.dialects.paths import Place

# The ends of paths; see answering_kinds.
_ENDS = ("/chat/completions", "/embeddings")
# What stands between a surface and an endpoint, and the collection that such a surface has.
_BASES = {"/openai": "models", "/endpoints/openapi": "endpoints"}
_PATHS = {
    f"/<root:path>{base}{end}": (collection, end)
    for base, collection in _BASES.items()
    for end in _ENDS
}
TEMPLATES = tuple(_PATHS)


def is_compatible(path: str) -> bool:
    """Return whether a path is for clients of OpenAI's."""
    return any(f"{base}/" in path for base in _BASES)


def end_of(place: Place) -> str:
    """Return the end of a place's path, by which it answers; "" for Gemini's own places."""
    found = _PATHS.get(place.template)
    return "" if found is None else found[1]


def surface_at(place: Place) -> Surface | None:
    """Return the surface of a place of those here; None where there is none."""
    return surface_of(f"{place.parts['root']}/{_PATHS[place.template][0]}")
