"""Errors of OpenAI's about what a model of chat does not take [adapter-2026] [issues-2026].

Nowhere found, and worded like others of their kind: `modality_unsupported`,
`verbosity_unsupported`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import errors
from sanic_mock.errors import Problem


def not_a_chat_model() -> Problem:
    """A model that completes texts, or a newer one for responses alone."""
    return errors.WrongEndpoint(
        404,
        "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did "
        "you mean to use v1/completions?",
        param="model",
    )


def responses_only() -> Problem:
    """An older model that is for responses alone."""
    return errors.WrongEndpoint(
        404,
        "This model is only supported in v1/responses and not in v1/chat/completions.",
        param="model",
    )


def no_vision(place: int, number: int) -> Problem:
    """An image for a model that sees none."""
    return Problem(
        400,
        "Invalid content type. image_url is only supported by certain models.",
        param=f"messages.[{place}].content.[{number}].type",
    )


def no_ears(place: int) -> Problem:
    """Sound for a model that hears none, in these words at Azure, too [issues-2026]."""
    return Problem(
        400,
        f"Invalid 'messages[{place}]'. Content blocks are expected to be either text or image_url "
        "type.",
        param=f"messages[{place}]",
        code="invalid_value",
    )


def needs_audio() -> Problem:
    """No sound for a model that is there for sound."""
    return Problem(
        400,
        "This model requires that either input content or output modality contain audio.",
        param="model",
        code="invalid_value",
    )


def role_unsupported(place: int, role: str) -> Problem:
    """A message of a role that other models take."""
    return Problem(
        400,
        f"Unsupported value: 'messages[{place}].role' does not support '{role}' with this model.",
        param=f"messages[{place}].role",
        code="unsupported_value",
    )


def json_unsupported(kind: str) -> Problem:
    """A kind of JSON that this model does not make; one is told with where to read of it."""
    guide = (
        " Learn more about supported models at the Structured Outputs guide: "
        "https://platform.openai.com/docs/guides/structured-outputs"
    )
    told = guide if kind == "json_schema" else ""
    return errors.format_unsupported("response_format", kind, told)


def modality_unsupported(place: int) -> Problem:
    """Sound wanted of a model that writes."""
    return errors.unsupported_choice(f"modalities[{place}]", "audio", ("text",))


def format_unsupported(kind: str) -> Problem:
    """A format that cannot be streamed."""
    return Problem(
        400,
        f"Unsupported value: 'audio.format' does not support '{kind}' when stream=true. Supported "
        "values are: 'pcm16'.",
        param="audio.format",
        code="unsupported_value",
    )


def effort_unsupported(effort: str, efforts: Sequence[str]) -> Problem:
    """An effort that other models can make."""
    return errors.unsupported_choice("reasoning_effort", effort, efforts)


def tools_without_reasoning(model: str, *, may_be_none: bool) -> Problem:
    """An effort beside tools, which the newest models make for responses alone.

    Args:
        model: its name.
        may_be_none: whether the sentence says that no effort would do; those of gpt-5.4 did not
            (pipecat#4043), those from gpt-5.6 on do [adapter-2026].
    """
    instead = (
        "To use function tools, use /v1/responses or set reasoning_effort to 'none'."
        if may_be_none
        else "Please use /v1/responses instead."
    )
    return Problem(
        400,
        f"Function tools with reasoning_effort are not supported for {model} in "
        f"/v1/chat/completions. {instead}",
        param="reasoning_effort",
    )


def verbosity_unsupported(verbosity: str | None) -> Problem:
    """A verbosity that only the gpt-5 family has."""
    return errors.unsupported_choice("verbosity", str(verbosity), ("medium",))


def no_search() -> Problem:
    """A search wanted of a model before gpt-5 that does not search [issues-2026: ai-chat-as-md#5].

    That there is no `code`: [replay-2026]; the parameter is not in the threads.
    """
    return Problem(
        400, "Web search options not supported with this model.", param="web_search_options"
    )


def no_logprobs() -> Problem:
    """Probabilities of a model that tells none."""
    return Problem(403, "You are not allowed to request logprobs from this model")


def incompatible(names: Sequence[str]) -> Problem:
    """Parameters that search models do not take."""
    plural = "s" if len(names) > 1 else ""
    listed = ", ".join(sorted(names))
    return Problem(400, f"Model incompatible request argument{plural} supplied: {listed}")


def cap_too_large(name: str, cap: int, most: int) -> Problem:
    """A cap beyond what a model can write."""
    return Problem(
        400,
        f"{name} is too large: {cap}. This model supports at most {most} completion tokens, "
        f"whereas you provided {cap}.",
        param=name,
        code="invalid_value",
    )


def context_too_long(window: int, prompt: int, functions: int = 0) -> Problem:
    """A prompt beyond a model's window; `functions` are a part of it."""
    parts = f" ({prompt - functions} in the messages, {functions} in the functions)"
    return _too_long(
        f"This model's maximum context length is {window} tokens. However, your messages resulted "
        f"in {prompt} tokens{parts if functions else ''}. Please reduce the length of the messages"
        f"{' or functions' if functions else ''}."
    )


def completion_too_long(window: int, prompt: int, cap: int, functions: int = 0) -> Problem:
    """A prompt that leaves no room for as long an answer as is asked for."""
    parts, reduced = f"{prompt} in the messages, {cap}", "messages or completion"
    if functions:
        parts = f"{prompt - functions} in the messages, {functions} in the functions, and {cap}"
        reduced = "messages, functions, or completion"
    return _too_long(
        f"This model's maximum context length is {window} tokens. However, you requested "
        f"{prompt + cap} tokens ({parts} in the completion). Please reduce the length of the "
        f"{reduced}."
    )


def input_too_long(most: int, prompt: int) -> Problem:
    """A prompt beyond what a model reads."""
    return _too_long(
        f"Input tokens exceed the configured limit of {most} tokens. Your messages resulted in "
        f"{prompt} tokens. Please reduce the length of the messages."
    )


def _too_long(message: str) -> Problem:
    return Problem(400, message, param="messages", code="context_length_exceeded")
