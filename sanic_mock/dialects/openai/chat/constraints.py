"""What a model does not take: parameters, and long prompts [adapter-2026] [issues-2026].

Reasoning models refuse sampling while they reason; those from gpt-5.1 on answer without reasoning
where `reasoning_effort` is none, which most of them do unless told otherwise. Names nobody knows
are refused nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import errors, sources
from sanic_mock.dialects.openai.billing import mean_thought
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.chat import model_errors
from sanic_mock.dialects.openai.chat.message_constraints import (
    check_images,
    check_media,
    check_roles,
    is_heard,
)
from sanic_mock.dialects.openai.chat.prompts import Prompts
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    Message,
    PlainChatRequest,
    PlainMessage,
)
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.dialects.openai.models import Family, Traits, family_of
from sanic_mock.engine.ask import Ask, Options
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.tokens import CL100K

_SAMPLING = {"temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0}
_PENALTIES = ("presence_penalty", "frequency_penalty")
_NEVER_WHERE_REASONING = ("stop", "logit_bias", "prediction")
_NEVER_WHERE_SEARCHING = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "n")


def check_purpose(name: str) -> None:
    """Refuse a model that does not chat; with models of each kind [issues-2026]."""
    family = family_of(name)
    match family.purpose:
        case "responses" if family.is_told_apart:
            raise model_errors.responses_only()
        case "completion" | "responses":
            raise model_errors.not_a_chat_model()
        case "embedding" | "moderation":
            raise errors.not_sampled()


def check_plain(request: PlainChatRequest, model: Traits) -> None:
    """Refuse what a model that reasons, speaks or searches does not take of a plain request."""
    family = model.family
    check_roles(request.messages, family)
    if family.efforts:
        _check_sampling(request, model, family.effort)
    if family.speaks:
        raise model_errors.needs_audio()
    if family.searches:
        _check_searching(request)


def check(request: ChatRequest, model: Traits) -> None:
    """Refuse what a model does not take.

    Raises:
        Problem: naming the first parameter that it does not take.
    """
    family = model.family
    check_images(request.messages, family)
    check_roles(request.messages, family)
    if not family.is_known:
        return
    if request.web_search_options is not None and not family.searches:
        is_later = family.prompting.has_definitions
        unknown = errors.unknown_parameter("web_search_options")  # pydantic-ai#2822 [issues-2026]
        raise unknown if is_later else model_errors.no_search()
    if family.efforts:
        _check_reasoning(request, model)
    else:
        _check_not_reasoning(request, family)
    if family.searches:
        _check_searching(request)
    _check_modalities(request, family)
    _check_format(request, family)
    check_media(request.messages, family)


def check_length(
    request: PlainChatRequest | ChatRequest, model: Traits, ask: Ask, prompts: Prompts
) -> None:
    """Refuse a prompt, or a cap, that a model has no room for.

    Args:
        request: the request.
        model: has the room.
        ask: how long the prompt is, and the cap.
        prompts: counts what of the prompt is functions.
    """
    family, prompt, cap = model.family, ask.prompt_tokens, ask.cap
    if request.max_tokens is not None and request.max_completion_tokens is not None:
        raise chat_errors.both_caps()
    if cap is not None and cap > family.most_output:
        name = "max_tokens" if request.max_completion_tokens is None else "max_completion_tokens"
        raise model_errors.cap_too_large(name, cap, family.most_output)
    if prompt > model.most_prompt:
        if family.most_input:
            raise model_errors.input_too_long(family.most_input, prompt)
        raise model_errors.context_too_long(family.window, prompt, prompts.offered(request, model))
    if cap is not None and prompt + cap > family.window:
        raise model_errors.completion_too_long(
            family.window, prompt, cap, prompts.offered(request, model)
        )


def terms(model: Traits, effort: str | None = None, audio_tokens: int = 0) -> Terms | None:
    """Return how a model's answers are billed; None for prompt and text alone.

    Args:
        model: how it answers.
        effort: what the request says of it.
        audio_tokens: prompt tokens that are sound.
    """
    family = model.family
    in_steps, thought = family.thinks_in_steps, 0
    if family.efforts:
        thought = mean_thought(effort or family.effort, thinks_in_steps=in_steps)
    if not (thought or audio_tokens or family.framing or model.is_older):
        return None
    encoding = CL100K if model.is_older else ""
    return Terms(
        0,
        audio_tokens,
        thought,
        family.framing,
        encoding=encoding,
        thought_law="steps" if in_steps else "beyond",
    )


def searching(messages: Sequence[PlainMessage | Message]) -> Options:
    """Return what a model that searches answers to a plain request: a text that names a source."""
    return Options(prompt=" ".join(texts(messages[-1])), source=sources.PAGE)


def _check_reasoning(request: ChatRequest, model: Traits) -> None:
    family = model.family
    effort = request.reasoning_effort
    if effort is not None and effort not in family.efforts:
        raise model_errors.effort_unsupported(effort, family.efforts)
    for name in _NEVER_WHERE_REASONING:
        if getattr(request, name):
            raise errors.unsupported_parameter(name)
    if request.tools and not _goes_with_tools(effort, family):
        may_be_none = family.effort_with_tools == "none"
        raise model_errors.tools_without_reasoning(request.model, may_be_none=may_be_none)
    if request.parallel_tool_calls is not None and not family.calls_in_parallel:
        raise errors.unsupported_parameter("parallel_tool_calls")
    _check_sampling(request, model, effort or family.effort)
    if request.logprobs and (effort or family.effort) != "none":
        if "none" in family.efforts:
            raise errors.unsupported_parameter("logprobs")
        raise model_errors.no_logprobs()


def _goes_with_tools(effort: str | None, family: Family) -> bool:
    """Return whether a model reasons that much where it is offered functions."""
    match family.effort_with_tools:
        case "any":
            return True
        case "none unless left out":
            return effort in (None, "none")
        case "none":
            return (effort or family.effort) == "none"


def _check_sampling(request: PlainChatRequest | ChatRequest, model: Traits, effort: str) -> None:
    if request.max_tokens is not None:
        raise errors.unsupported_parameter("max_tokens", "max_completion_tokens")
    if effort == "none":
        return
    for name, default in _SAMPLING.items():
        value = getattr(request, name)
        if value is None or value == default:
            continue
        if name in _PENALTIES and "none" in model.family.efforts:
            raise errors.unsupported_parameter(name)
        raise errors.unsupported_value(name, value, default)


def _check_not_reasoning(request: ChatRequest, family: Family) -> None:
    if request.reasoning_effort is not None:
        raise errors.unrecognized("reasoning_effort")
    if request.verbosity not in (None, "medium"):
        raise model_errors.verbosity_unsupported(request.verbosity)
    if request.prediction is not None and not family.predicts:
        raise errors.unsupported_parameter("prediction")


def _check_searching(request: PlainChatRequest | ChatRequest) -> None:
    told = [name for name in _NEVER_WHERE_SEARCHING if getattr(request, name, None) is not None]
    if told:
        raise model_errors.incompatible(told)


def _check_modalities(request: ChatRequest, family: Family) -> None:
    wanted = request.modalities or ["text"]
    if family.speaks:
        if "audio" not in wanted and not any(map(is_heard, request.messages)):
            raise model_errors.needs_audio()
    elif "audio" in wanted:
        if family.efforts:
            raise errors.unknown_parameter("modalities")
        raise model_errors.modality_unsupported(wanted.index("audio"))
    if "audio" not in wanted:
        return
    if request.audio is None:
        raise errors.missing("audio")
    if request.stream and request.audio.format != "pcm16":
        raise model_errors.format_unsupported(request.audio.format)


def _check_format(request: ChatRequest, family: Family) -> None:
    wanted = request.response_format
    if wanted is not None and wanted.type not in ("text", *family.formats):
        raise model_errors.json_unsupported(wanted.type)
