"""Checks of parameters that need each other, or do not go with each other [issues-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai import parameter_validation, size_errors
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.chat.request import ChatRequest, raw_value

_NO_PREDICTION_WITH = ("tools", "functions", "audio", "max_completion_tokens")


def check_stored_metadata(request: ChatRequest) -> None:
    """Check the pairs that an answer is to be stored with; raises Problem."""
    pairs = raw_value(request.metadata)
    if pairs is None:
        return
    if problem := parameter_validation.check_metadata("metadata", pairs):
        raise problem
    if pairs and not request.store:
        raise chat_errors.metadata_without_store()


def check_logprobs(request: ChatRequest) -> None:
    """Check that alternatives are asked for beside probabilities; raises Problem."""
    if request.top_logprobs is not None and not request.logprobs:
        raise chat_errors.needs_logprobs()


def check_prediction(request: ChatRequest) -> None:
    """Check what stands beside a predicted text; raises Problem where it does not go with it."""
    for name in _NO_PREDICTION_WITH:
        if getattr(request, name):
            raise chat_errors.not_with_prediction(name)
    if request.logprobs:
        raise chat_errors.not_with_prediction("logprobs")
    if (request.n or 1) > 1:
        raise chat_errors.not_with_prediction("n")


def check_tools(request: ChatRequest) -> None:
    """Check that a choice has tools to choose from; raises Problem."""
    if request.tools == []:
        raise size_errors.empty_array("tools")
    if request.functions == []:
        raise size_errors.empty_array("functions")
    if not request.tools:
        if raw_value(request.tool_choice) is not None:
            raise chat_errors.choice_without("tool_choice", "tools")
        if request.parallel_tool_calls is not None:
            raise chat_errors.parallel_without_tools()
    if not request.functions and raw_value(request.function_call) is not None:
        raise chat_errors.choice_without("function_call", "functions")
