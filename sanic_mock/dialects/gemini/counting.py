"""countTokens and computeTokens: what a request would bill for its prompt [gemini-2026]."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.options import declarations
from sanic_mock.dialects.gemini.prompts import framing_tokens
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import Surface, surface_of
from sanic_mock.dialects.gemini.turns import GeminiTurn, turn
from sanic_mock.dialects.gemini.usage import details
from sanic_mock.dialects.operation import Call, State
from sanic_mock.engine.tokens import encoding

Json = dict[str, Any]


def count_tokens(state: State, call: Call) -> Whole:
    """Count a prompt; it stands in the request itself, or in one for an answer.

    Raises:
        GeminiProblem: there is no such model, or nothing to count.
    """
    surface = _surface(state, call, "countTokens")
    asked = read(call.body, "CountTokensRequest", surface, is_strict=call.is_strict)
    asked = asked.get("generateContentRequest", asked)
    said, known = _turns(asked, call), traits(call.parts["model"])
    framing = framing_tokens(known, is_vertex=surface.is_vertex)
    bill = state.part(Kitchen).prompts.rich(said, declarations(asked), framing, known)
    counted: Json = {"totalTokens": bill.tokens}
    if surface.is_vertex:
        counted["totalBillableCharacters"] = sum(map(_letters, said))
    counted["promptTokensDetails"] = details(bill.tokens, bill.media)
    return answer(counted, call, is_vertex=surface.is_vertex)


def compute_tokens(state: State, call: Call) -> Whole:
    """Return the tokens of a prompt, message by message, as Vertex AI alone does.

    Raises:
        GeminiProblem: there is no such model, or no prompt.
    """
    surface = _surface(state, call, "computeTokens")
    if not surface.is_vertex:
        raise errors.unknown_path()
    asked = read(call.body, "ComputeTokensRequest", surface, is_strict=call.is_strict)
    told = [_tokens(one) for one in _turns(asked, call)]
    return answer({"tokensInfo": told}, call, is_vertex=True)


def _surface(state: State, call: Call, method: str) -> Surface:
    """Return the surface of a model that is asked to do something."""
    surface, model = surface_of(call.parts["root"]), call.parts["model"]
    if surface is None:
        raise errors.unknown_path()
    if not state.part(Kitchen).serves(model):
        raise errors.no_model(surface, model, method)
    return surface


def _turns(asked: Json, call: Call) -> list[GeminiTurn]:
    """Return the messages of a prompt, of which there is to be one."""
    system = asked.get("systemInstruction")
    contents = [*([system] if system else ()), *asked.get("contents", ())]
    if not contents and call.is_strict:
        raise errors.wrong_request("contents: contents is not specified")
    return list(map(turn, contents))


def _letters(one: GeminiTurn) -> int:
    """Return the letters of a message that are billed: those that are not blank."""
    return sum(len("".join(text.split())) for text in one.texts)


def _tokens(one: GeminiTurn) -> Json:
    """Return the tokens of a message: their bytes, and their numbers [discovery-2026]."""
    known = encoding()
    numbers = [number for text in one.texts for number in known.encode_ordinary(text)]
    tokens = map(known.decode_single_token_bytes, numbers)
    return {
        "tokens": [b64encode(token).decode() for token in tokens],
        "tokenIds": list(map(str, numbers)),
        "role": one.role,
    }
