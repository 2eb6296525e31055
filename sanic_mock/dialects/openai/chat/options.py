"""What a chat request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects import prompted
from sanic_mock.dialects.openai import sources
from sanic_mock.dialects.openai.chat import history, tools
from sanic_mock.dialects.openai.chat.combination_validation import (
    check_logprobs,
    check_prediction,
    check_tools,
)
from sanic_mock.dialects.openai.chat.parameters import PredictionSpec
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    Message,
    PlainMessage,
    Received,
    raw_value,
)
from sanic_mock.dialects.openai.chat.tool_choice import check_members, choose
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.dialects.openai.load_tools import guide
from sanic_mock.dialects.openai.media import speech_tokens
from sanic_mock.dialects.openai.models import Traits, vocabulary_of
from sanic_mock.engine.ask import Options
from sanic_mock.engine.bias import bias_of
from sanic_mock.engine.draws import pinned
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.turn_texts import retry
from sanic_mock.errors import Problem

# How a request is processed, by what it asks for; a fast one is called priority
# [openapi-2026].
_TIERS = {None: "default", "auto": "default", "fast": "priority"}
_NOTHING = msgspec.Raw()
MOST_OUTPUT = 16_384  # of a model whose most nobody knows
_encode = msgspec.json.Encoder().encode


def read_options(
    received: Received, model: Traits, seed: int, *, is_strict: bool
) -> Options | None:
    """Return what few requests ask for; None for one free text that is told as any other.

    Args:
        received: the request.
        model: how it answers.
        seed: of the server, for what the request's own seed decides.
        is_strict: whether to refuse what OpenAI refuses; else it is passed over.

    Raises:
        Problem: what OpenAI would answer to a parameter it refuses.
    """
    request = received.request
    if is_strict:
        check_logprobs(request)
    turn = history.last_turn(request.messages)
    options = Options(
        choices=request.n or 1,
        stop=_stops(request.stop),
        top_logprobs=_top_logprobs(request),
        prompt=turn.asked,
        findings=turn.findings,
        answered=turn.answered,
        forced_finish=model.family.forced_finish,
        source=sources.PAGE if model.family.searches else "",
        speech=speech_tokens(1) if "audio" in (request.modalities or ()) else 0,
    )
    retry(options, turn.results)
    if request.prediction is not None:
        if is_strict:
            check_prediction(request)
        options.prediction = _prediction(request.prediction)
    if request.logit_bias:
        most = min(model.family.most_output, MOST_OUTPUT)
        options.bias = bias_of(request.logit_bias, vocabulary_of(request.model), most)
    if request.seed is not None:
        options.pin = _pin(request, seed)
    allowance = Allowance()
    _read_format(request, options, allowance, is_strict=is_strict)
    if received.asked is not None:
        guide(received.asked, options, allowance)
    _read_tools(request, options, allowance, is_strict=is_strict)
    return options if _is_special(request, options) else None


def prompted_options(messages: Sequence[PlainMessage]) -> Options | None:
    """Return what messages ask for where they ask for JSON in words; None for free text."""
    options = Options(prompt=history.last_user_text(messages))
    _read_words(messages, options)
    return None if options.maker is None else options


def forced_name(options: Options | None) -> str:
    """Return the name of the function that a request names to be called; "" where it names none."""
    return options.tools[0].name if options is not None and options.is_forced else ""


def tier(request: ChatRequest) -> str:
    """Return the service tier that the answer names."""
    return _TIERS.get(request.service_tier) or str(request.service_tier)


def _is_special(request: ChatRequest, options: Options) -> bool:
    return bool(
        options.tools
        or options.maker is not None
        or options.choices > 1
        or options.stop
        or options.top_logprobs is not None
        or options.findings
        or options.pin
        or options.prediction
        or options.bias is not None
        or options.source
        or options.speech
        or request.store
        or request.moderation is not None
        or tier(request) != "default"
    )


def _read_format(
    request: ChatRequest, options: Options, allowance: Allowance, *, is_strict: bool
) -> None:
    wanted = request.response_format
    if wanted is None or wanted.type == "text":
        if not request.tools and not request.functions:
            _read_words(request.messages, options)
        elif any(map(prompted.may_ask, asking := history.asking_texts(request.messages))):
            prompted.ask(options, asking)
        return
    said = [text for message in request.messages for text in texts(message)]
    options.maker = tools.response_maker(wanted, said, allowance, is_strict=is_strict)
    if wanted.type == "json_object":
        prompted.require(options, said)
    else:
        prompted.trim(options)


def _read_words(messages: Sequence[PlainMessage | Message], options: Options) -> None:
    """Have answered what messages ask for in words: the next step of an agent, or JSON."""
    if not prompted.ask_step(options, history.spoken(messages)):
        asking = history.asking_texts(messages)
        if any(map(prompted.may_ask, asking)):
            prompted.ask(options, asking)


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


def _top_logprobs(request: ChatRequest) -> int | None:
    return (request.top_logprobs or 0) if request.logprobs else None


def _prediction(spec: PredictionSpec) -> str:
    """Return the text that is predicted."""
    if isinstance(spec.content, str):
        return spec.content
    return "".join(part.text for part in spec.content)


def _read_tools(
    request: ChatRequest, options: Options, allowance: Allowance, *, is_strict: bool
) -> None:
    if is_strict:
        check_tools(request)
    if request.tools:
        options.tools = tools.tools(request.tools, allowance, is_strict=is_strict)
        choice = raw_value(request.tool_choice)
    elif request.functions:
        options.tools = tools.functions(request.functions, allowance, is_strict=is_strict)
        options.is_deprecated = True
        choice = raw_value(request.function_call)
    else:
        return
    if is_strict:
        check_members(choice, "function_call" if options.is_deprecated else "tool_choice")
    options.is_parallel = request.parallel_tool_calls is not False and not options.is_deprecated
    try:
        options.calls = choose(choice, options)
    except Problem:
        if is_strict:
            raise
        options.calls = "may"
