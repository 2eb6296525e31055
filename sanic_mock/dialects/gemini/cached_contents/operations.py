"""The operations of cached contents [gemini-2026]."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.cached_contents.cached import (
    COLLECTION,
    KEPT,
    CachedContent,
    load,
)
from sanic_mock.dialects.gemini.cached_contents.request import KEPT_MEMBERS, expiry_s
from sanic_mock.dialects.gemini.ids import resource_id, resource_number
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.options import declarations
from sanic_mock.dialects.gemini.pages import page
from sanic_mock.dialects.gemini.prompts import framing_tokens
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import Surface, resources_surface
from sanic_mock.dialects.gemini.turns import turn
from sanic_mock.dialects.operation import Call, State

Json = dict[str, Any]

# Letters of a name on the developers' surface; on Vertex AI it is a number.
_LETTERS = 40
_encode = msgspec.json.Encoder().encode


def create(state: State, call: Call) -> Whole:
    """Keep the beginning of a prompt."""
    surface = _surface(call)
    asked = _read(call, surface)
    resource = asked.get("model", "")
    model = resource.rpartition("/")[2]
    if not state.part(Kitchen).serves(model):
        raise errors.no_model(surface, model, "createCachedContent")
    tokens = _tokens(state, asked, model, surface, call)
    is_numbered = surface.is_vertex
    name = resource_number(call.digest) if is_numbered else resource_id(call.digest, _LETTERS)
    content = _encode({name: asked[name] for name in KEPT_MEMBERS if name in asked})
    expires_s = expiry_s(asked, call.now_s)
    cached = CachedContent(
        name=COLLECTION + name,
        created_s=call.now_s,
        gone_s=state.up_s() + expires_s - call.now_s,
        model=model,
        resource=resource,
        is_vertex=surface.is_vertex,
        parent=surface.parent,
        tokens=tokens,
        size=len(content),
        updated_s=call.now_s,
        expires_s=expires_s,
        display_name=asked.get("displayName", ""),
    )
    KEPT.keep(state, cached, content)
    return answer(cached.shown(), call, is_vertex=surface.is_vertex)


def retrieve(state: State, call: Call) -> Whole:
    """Return what is told of a cached content."""
    surface = _surface(call)
    return answer(_named(state, call, surface).shown(), call, is_vertex=surface.is_vertex)


def list_all(state: State, call: Call) -> Whole:
    """Return a page of those that are there, the newest first."""
    surface = _surface(call)
    there = [one for one in KEPT.load_all(state) if one.is_vertex == surface.is_vertex]
    content = page("cachedContents", there, CachedContent.shown, call)
    return answer(content, call, is_vertex=surface.is_vertex)


def update(state: State, call: Call) -> Whole:
    """Have a cached content go at another time."""
    surface = _surface(call)
    expires_s = expiry_s(_read(call, surface), call.now_s)
    gone_s = state.up_s() + expires_s - call.now_s

    def changed(cached: CachedContent) -> CachedContent:
        return structs.replace(cached, updated_s=call.now_s, expires_s=expires_s, gone_s=gone_s)

    found = KEPT.change(state, _named(state, call, surface).name, changed)
    if found is None:
        raise errors.no_cache()
    return answer(found.shown(), call, is_vertex=surface.is_vertex)


def delete(state: State, call: Call) -> Whole:
    """Forget a cached content."""
    surface = _surface(call)
    KEPT.forget(state, _named(state, call, surface).name)
    return answer({}, call, is_vertex=surface.is_vertex)


def _surface(call: Call) -> Surface:
    surface = resources_surface(call.parts["root"])
    if surface is None:
        raise errors.unknown_path()
    return surface


def _named(state: State, call: Call, surface: Surface) -> CachedContent:
    return load(state, COLLECTION + call.parts["name"], surface)


def _read(call: Call, surface: Surface) -> Json:
    return read(call.body, "CachedContent", surface, is_strict=call.is_strict)


def _tokens(state: State, asked: Json, model: str, surface: Surface, call: Call) -> int:
    """Return what a content bills; raises GeminiProblem where that is too little to be kept."""
    known = traits(model)
    system = asked.get("systemInstruction")
    said = [*([system] if system else ()), *asked.get("contents", ())]
    framing = framing_tokens(known, is_vertex=surface.is_vertex)
    prompts, turns = state.part(Kitchen).prompts, list(map(turn, said))
    tokens = prompts.rich(turns, declarations(asked), framing, known).tokens
    if call.is_strict and tokens < known.least_kept:
        raise errors.wrong_argument(
            f"Cached content is too small. total_token_count={tokens}, "
            f"min_total_token_count={known.least_kept}"
        )
    return tokens
