"""What a chat request asks for beyond one free text, as the engine's `Wants`."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat import sentences, tools, turns
from sanic_mock.dialects.openai.chat.choosing import choose
from sanic_mock.dialects.openai.chat.prompts import texts
from sanic_mock.dialects.openai.chat.request import ChatRequest, PredictionSpec
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.engine.ask import Wants
from sanic_mock.engine.draws import pinned
from sanic_mock.errors import Problem

# How a request is processed, by what it asks for; a fast one is called priority (seen in the
# document of August 2026).
_TIERS = {None: "default", "auto": "default", "fast": "priority"}
_NO_PREDICTION_WITH = ("tools", "functions", "audio", "max_completion_tokens")
_NOTHING = msgspec.Raw()
_encode = msgspec.json.Encoder().encode


def wants(asked: ChatRequest, model: Traits, seed: int, *, is_strict: bool) -> Wants | None:
    """Return what few requests ask for; None for one free text that is told as any other.

    Args:
        asked: the request.
        model: how it answers.
        seed: of the server, for what the request's own seed decides.
        is_strict: whether to refuse what OpenAI refuses; else it is passed over.

    Raises:
        Problem: what OpenAI would answer to a parameter it refuses.
    """
    found = Wants(
        choices=asked.n or 1,
        stop=_stops(asked.stop),
        top_logprobs=_top_logprobs(asked, is_strict=is_strict),
        prompt=turns.last_user_text(asked.messages),
        findings=turns.findings(asked.messages),
        is_cited=model.family.searches,
        is_spoken="audio" in (asked.modalities or ()),
    )
    if asked.prediction is not None:
        found.prediction = _prediction(asked, asked.prediction, is_strict=is_strict)
    if asked.seed is not None:
        found.pin = _pin(asked, seed)
    if asked.response_format is not None:
        said = [text for message in asked.messages for text in texts(message)]
        found.maker = tools.response_maker(asked.response_format, said, is_strict=is_strict)
    _read_tools(asked, found, is_strict=is_strict)
    return found if _is_special(asked, found) else None


def tier(asked: ChatRequest) -> str:
    """Return the service tier that the answer names."""
    return _TIERS.get(asked.service_tier) or str(asked.service_tier)


def _is_special(asked: ChatRequest, found: Wants) -> bool:
    if found.choices > 1 or found.stop or found.top_logprobs is not None or found.tools:
        return True
    if found.maker is not None or found.findings or found.pin or found.prediction:
        return True
    if found.is_cited or asked.store or asked.moderation is not None:
        return True
    return found.is_spoken or tier(asked) != "default"


def _pin(asked: ChatRequest, seed: int) -> bytes:
    """Return the chance of a request with a seed: the same whenever, and however, it is sent."""
    same = msgspec.structs.replace(
        asked, stream=None, stream_options=None, user=None, store=None, metadata=_NOTHING
    )
    return pinned(seed, _encode(same))


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    if stop is None:
        return ()
    return (stop,) if isinstance(stop, str) else tuple(stop)


def _top_logprobs(asked: ChatRequest, *, is_strict: bool) -> int | None:
    if asked.logprobs:
        return asked.top_logprobs or 0
    if asked.top_logprobs is not None and is_strict:
        raise sentences.needs_logprobs()
    return None


def _prediction(asked: ChatRequest, spec: PredictionSpec, *, is_strict: bool) -> str:
    """Return the text that is predicted; raises Problem beside what it does not go with."""
    if is_strict:
        for name in _NO_PREDICTION_WITH:
            if getattr(asked, name):
                raise sentences.not_with_prediction(name)
        if asked.logprobs:
            raise sentences.not_with_prediction("logprobs")
        if (asked.n or 1) > 1:
            raise sentences.not_with_prediction("n")
    if isinstance(spec.content, str):
        return spec.content
    return "".join(part.text for part in spec.content)


def _read_tools(asked: ChatRequest, found: Wants, *, is_strict: bool) -> None:
    if is_strict:
        _check_presence(asked)
    if asked.tools:
        found.tools = tools.tools(asked.tools, is_strict=is_strict)
        choice = _decoded(asked.tool_choice)
    elif asked.functions:
        found.tools = tools.functions(asked.functions, is_strict=is_strict)
        found.is_deprecated = True
        choice = _decoded(asked.function_call)
    else:
        return
    found.is_parallel = asked.parallel_tool_calls is not False and not found.is_deprecated
    try:
        found.calls = choose(choice, found)
    except Problem:
        if is_strict:
            raise
        found.calls = "may"


def _check_presence(asked: ChatRequest) -> None:
    if asked.tools == []:
        raise errors.empty_array("tools")
    if asked.functions == []:
        raise errors.empty_array("functions")
    if not asked.tools:
        if _decoded(asked.tool_choice) is not None:
            raise sentences.choice_without("tool_choice", "tools")
        if asked.parallel_tool_calls is not None:
            raise sentences.parallel_without_tools()
    if not asked.functions and _decoded(asked.function_call) is not None:
        raise sentences.choice_without("function_call", "functions")


def _decoded(raw: msgspec.Raw) -> Any:
    return decoded(bytes(raw)) if len(raw) else None
