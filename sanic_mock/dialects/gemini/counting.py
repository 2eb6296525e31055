"""countTokens: what a request would bill for its prompt, without an answer [gemini-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.options import declarations
from sanic_mock.dialects.gemini.prompts import framing_tokens, media_tokens
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import surface_of
from sanic_mock.dialects.gemini.turns import GeminiTurn, turn
from sanic_mock.dialects.gemini.usage import details
from sanic_mock.dialects.operation import Call, State

Json = dict[str, Any]


def count_tokens(state: State, call: Call) -> Whole:
    """Count a prompt; it stands in the request itself, or in one for an answer.

    Raises:
        GeminiProblem: there is no such model, or nothing to count.
    """
    surface, model = surface_of(call.parts["root"]), call.parts["model"]
    kitchen = state.part(Kitchen)
    if surface is None:
        raise errors.unknown_path()
    if not kitchen.serves(model):
        raise errors.no_model(surface, model, "countTokens")
    asked = read(call.body, "CountTokensRequest", surface, is_strict=call.is_strict)
    asked = asked.get("generateContentRequest", asked)
    said = _turns(asked)
    if not said and call.is_strict:
        raise errors.wrong_request("contents: contents is not specified")
    known = traits(model)
    framing = framing_tokens(known, is_vertex=surface.is_vertex)
    total = kitchen.prompts.rich(said, declarations(asked), framing)
    counted: Json = {"totalTokens": total}
    if surface.is_vertex:
        counted["totalBillableCharacters"] = sum(map(_letters, said))
    counted["promptTokensDetails"] = details(total, media_tokens(said, known))
    return answer(counted, call, is_vertex=surface.is_vertex)


def _turns(asked: Json) -> list[GeminiTurn]:
    system = asked.get("systemInstruction")
    contents = [*([system] if system else ()), *asked.get("contents", ())]
    return list(map(turn, contents))


def _letters(one: GeminiTurn) -> int:
    """Return the letters of a message that are billed: those that are not blank."""
    return sum(len("".join(text.split())) for text in one.texts)
