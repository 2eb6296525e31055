"""Reads a request of the Responses API: its body, the items of its input, what load tools add."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import load_tools
from sanic_mock.dialects.openai.load_tools import LoadToolParameters
from sanic_mock.dialects.openai.responses import errors, history, input_validation, lenient
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest, decode
from sanic_mock.dialects.openai.responses.usage import TEXT_FRAMING
from sanic_mock.dialects.openai.responses.validation import absent, explain
from sanic_mock.dialects.openai.validation import read_object
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.ask import Options
from sanic_mock.engine.offload import takes
from sanic_mock.engine.schema.budget import Allowance

MOST_OUTPUT = 16_384  # of a model whose most nobody knows
_ITEM_US = 12  # more than twice what an item takes: the loop may have two requests in a turn


def read(body: bytes, *, is_strict: bool) -> ResponsesRequest:
    """Return a request.

    Args:
        body: the request's body.
        is_strict: whether to refuse what OpenAI refuses; else what does not fit is left out.

    Raises:
        Problem: what is wrong with it; where not strict, only if it is no JSON object.
    """
    try:
        request = decode(body)
    except UNREADABLE as refused:
        if is_strict:
            raise explain(body, str(refused)) from None
        request = lenient.read(body)
    given = request.input if type(request.input) is list else ()
    takes(len(given) * _ITEM_US)
    problem = input_validation.of_items("input", given, is_strict=is_strict)
    if is_strict:
        if problem is not None:
            raise problem
        return request
    if problem is not None:
        request.input = lenient.items(given)
    return lenient.completed(request)


def items_of(request: ResponsesRequest, body: bytes) -> list[Item]:
    """Return the input as items.

    Raises:
        Problem: there is none, and nothing else to answer to.
    """
    given = request.input
    if given:
        return [{"role": "user", "content": given}] if isinstance(given, str) else given
    if request.previous_response_id or request.conversation or request.prompt:
        return []
    raise absent({"model": "", **read_object(body)}) or errors.nothing_asked()


def read_load(
    ask: ResponsesAsk, load: LoadToolParameters, items: Sequence[Item], allowance: Allowance
) -> None:
    """Have an answer be as long, and what, load tools ask for.

    Args:
        ask: of a request, all else of which is read.
        load: what they ask for.
        items: all that the model reads.
        allowance: what all schemas of the request may cost.
    """
    guided = ask.options or Options(prompt=history.last_user_text(items))
    load_tools.guide(load, guided, allowance)
    if guided.maker is not None:
        ask.options = guided
    load_tools.bound(load, ask, min(ask.traits.most_output, MOST_OUTPUT) - TEXT_FRAMING)
