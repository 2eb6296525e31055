"""What a model or the state of things does not allow, in a request that is otherwise right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.responses import history_validation
from sanic_mock.dialects.openai.responses.item_validation import check_id
from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.request import ENCRYPTED, LOGPROBS, Item, ResponsesRequest
from sanic_mock.errors import Problem


def check(
    request: ResponsesRequest, model: ResponsesTraits, past: Sequence[Item], given: Sequence[Item]
) -> None:
    """Check what a request asks of its model; in OpenAI's order [adapter-2026].

    Args:
        request: the request.
        model: how its model answers.
        past: items before its own.
        given: its own items.

    Raises:
        Problem: the first thing that OpenAI would refuse.
    """
    _check_reasoning(request, model)
    if request.stream_options is not None and not request.stream:
        raise errors.options_without_stream()
    wanted = request.text.format if request.text is not None else None
    if wanted is not None and wanted.type not in ("text", *model.formats):
        raise errors.format_unsupported("text.format", wanted.type)
    if model.reasons(request) and (problem := next(_unsupported(request, model), None)):
        raise problem
    if not model.efforts and request.includes(ENCRYPTED):
        raise responses_errors.no_encrypted()
    if request.background and not request.is_kept:
        raise responses_errors.background_needs_store()
    if past or len(given) > 1 or (given and "call_id" in given[0]):
        history_validation.check_calls(past, given)


def check_ids(request: ResponsesRequest) -> None:
    """Check the forms of what a request goes on from; raises Problem for the first that is none."""
    for param, value, prefix in (
        ("previous_response_id", request.previous_response_id, "resp"),
        ("conversation", request.conversation_id, "conv"),
    ):
        if value is not None and (problem := check_id(param, value, prefix)):
            raise problem


def check_window(model: ResponsesTraits, tokens: int) -> None:
    """Check that a prompt fits; raises Problem where it does not."""
    if tokens > model.most_prompt:
        raise responses_errors.too_long()


def _check_reasoning(request: ResponsesRequest, model: ResponsesTraits) -> None:
    """Refuse what models that do not reason, or not so much, do not take."""
    name, wanted, text = request.model or "", request.reasoning, request.text
    if wanted is not None and not model.efforts:
        for param in ("effort", "summary"):
            if getattr(wanted, param) is not None:
                raise errors.unsupported_parameter(f"reasoning.{param}")
    if wanted is not None and wanted.effort is not None and wanted.effort not in model.efforts:
        raise responses_errors.value_not_supported(
            "reasoning.effort", wanted.effort, name, model.efforts
        )
    if text is not None and text.verbosity not in (None, "medium") and not model.efforts:
        raise responses_errors.value_not_supported(
            "text.verbosity", text.verbosity, name, ("medium",)
        )


def _unsupported(request: ResponsesRequest, model: ResponsesTraits) -> Iterator[Problem]:
    """Yield what models do not take while they reason."""
    usual = {
        "temperature": (None, 1),
        "top_p": (None, 1, model.top_p),
        "presence_penalty": (None, 0),
        "frequency_penalty": (None, 0),
    }
    for name, values in usual.items():
        if getattr(request, name) not in values:
            yield responses_errors.not_supported(name)
    if request.includes(LOGPROBS):
        yield responses_errors.no_logprobs("include")
    if request.top_logprobs:
        yield responses_errors.no_logprobs("top_logprobs")
