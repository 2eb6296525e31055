"""What a chat request asks for beyond one free text, as the engine's `Wants`."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.openai import errors, sources
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.chat import history, tools
from sanic_mock.dialects.openai.chat.prompts import texts
from sanic_mock.dialects.openai.chat.request import ChatRequest, PredictionSpec
from sanic_mock.dialects.openai.chat.tool_choice import choose
from sanic_mock.dialects.openai.media import speech_tokens
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.engine.ask import Options
from sanic_mock.engine.draws import pinned
from sanic_mock.errors import Problem

# How a request is processed, by what it asks for; a fast one is called priority (seen in the
# document of August 2026).
_TIERS = {None: "default", "auto": "default", "fast": "priority"}
_NO_PREDICTION_WITH = ("tools", "functions", "audio", "max_completion_tokens")
_NOTHING = msgspec.Raw()
_encode = msgspec.json.Encoder().encode


def read_options(
    request: ChatRequest, model: Traits, seed: int, *, is_strict: bool
) -> Options | None:
    """Return what few requests ask for; None for one free text that is told as any other.

    Args:
        request: the request.
        model: how it answers.
        seed: of the server, for what the request's own seed decides.
        is_strict: whether to refuse what OpenAI refuses; else it is passed over.

    Raises:
        Problem: what OpenAI would answer to a parameter it refuses.
    """
    options = Options(
        choices=request.n or 1,
        stop=_stops(request.stop),
        top_logprobs=_top_logprobs(request, is_strict=is_strict),
        prompt=history.last_user_text(request.messages),
        findings=history.findings(request.messages),
        source=sources.PAGE if model.family.searches else "",
        speech=speech_tokens(1) if "audio" in (request.modalities or ()) else 0,
    )
    if request.prediction is not None:
        options.prediction = _prediction(request, request.prediction, is_strict=is_strict)
    if request.seed is not None:
        options.pin = _pin(request, seed)
    if request.response_format is not None:
        said = [text for message in request.messages for text in texts(message)]
        options.maker = tools.response_maker(request.response_format, said, is_strict=is_strict)
    _read_tools(request, options, is_strict=is_strict)
    return options if _is_special(request, options) else None


def tier(request: ChatRequest) -> str:
    """Return the service tier that the answer names."""
    return _TIERS.get(request.service_tier) or str(request.service_tier)


def _is_special(request: ChatRequest, options: Options) -> bool:
    if options.choices > 1 or options.stop or options.top_logprobs is not None or options.tools:
        return True
    if options.maker is not None or options.findings or options.pin or options.prediction:
        return True
    if options.source or request.store or request.moderation is not None:
        return True
    return options.speech > 0 or tier(request) != "default"


def _pin(request: ChatRequest, seed: int) -> bytes:
    """Return the chance of a request with a seed: the same whenever, and however, it is sent."""
    same = msgspec.structs.replace(
        request, stream=None, stream_options=None, user=None, store=None, metadata=_NOTHING
    )
    return pinned(seed, _encode(same))


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    if stop is None:
        return ()
    return (stop,) if isinstance(stop, str) else tuple(stop)


def _top_logprobs(request: ChatRequest, *, is_strict: bool) -> int | None:
    if request.logprobs:
        return request.top_logprobs or 0
    if request.top_logprobs is not None and is_strict:
        raise chat_errors.needs_logprobs()
    return None


def _prediction(request: ChatRequest, spec: PredictionSpec, *, is_strict: bool) -> str:
    """Return the text that is predicted; raises Problem beside what it does not go with."""
    if is_strict:
        for name in _NO_PREDICTION_WITH:
            if getattr(request, name):
                raise chat_errors.not_with_prediction(name)
        if request.logprobs:
            raise chat_errors.not_with_prediction("logprobs")
        if (request.n or 1) > 1:
            raise chat_errors.not_with_prediction("n")
    if isinstance(spec.content, str):
        return spec.content
    return "".join(part.text for part in spec.content)


def _read_tools(request: ChatRequest, options: Options, *, is_strict: bool) -> None:
    if is_strict:
        _check_presence(request)
    if request.tools:
        options.tools = tools.tools(request.tools, is_strict=is_strict)
        choice = _decoded(request.tool_choice)
    elif request.functions:
        options.tools = tools.functions(request.functions, is_strict=is_strict)
        options.is_deprecated = True
        choice = _decoded(request.function_call)
    else:
        return
    options.is_parallel = request.parallel_tool_calls is not False and not options.is_deprecated
    try:
        options.calls = choose(choice, options)
    except Problem:
        if is_strict:
            raise
        options.calls = "may"


def _check_presence(request: ChatRequest) -> None:
    if request.tools == []:
        raise errors.empty_array("tools")
    if request.functions == []:
        raise errors.empty_array("functions")
    if not request.tools:
        if _decoded(request.tool_choice) is not None:
            raise chat_errors.choice_without("tool_choice", "tools")
        if request.parallel_tool_calls is not None:
            raise chat_errors.parallel_without_tools()
    if not request.functions and _decoded(request.function_call) is not None:
        raise chat_errors.choice_without("function_call", "functions")


def _decoded(raw: msgspec.Raw) -> Any:
    return decoded(bytes(raw)) if len(raw) else None
