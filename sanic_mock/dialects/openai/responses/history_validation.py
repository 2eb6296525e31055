"""Checks of a history: which results follow which calls."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.dialects.openai.responses import errors
from sanic_mock.dialects.openai.responses.history import called_id
from sanic_mock.dialects.openai.responses.items import CALLS, RESULTS, kind
from sanic_mock.dialects.openai.responses.request import Item


def check_calls(past: Iterable[Item], given: Iterable[Item]) -> None:
    """Check that every result in an input has its call before it, and every call its result.

    Raises:
        Problem: naming the first that has not.
    """
    calls = {called_id(item): item["type"] for item in past if item["type"] in CALLS}
    answered = {called_id(item) for item in past if item["type"] in RESULTS}
    for item in given:
        type_ = kind(item)
        if type_ == "item_reference":  # what it stands for may be a call
            return
        if type_ in CALLS:
            calls[called_id(item)] = type_
        elif type_ == "tool_search_call":  # a client may answer it as a function [pydantic-2026]
            calls[called_id(item)] = "function_call"
            answered.add(called_id(item))
        elif called := RESULTS.get(type_):
            if calls.get(called_id(item)) != called:
                raise errors.stray_output(CALLS[called], called_id(item))
            answered.add(called_id(item))
    open_call = next((one for one in calls if one not in answered), None)
    if open_call is not None:
        raise errors.unanswered(CALLS[calls[open_call]], open_call)
