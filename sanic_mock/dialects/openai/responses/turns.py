"""What a response goes on from: the items before its input, and how many tokens all of them are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.responses import conversations, record, sentences
from sanic_mock.dialects.openai.responses.items import kind, texts
from sanic_mock.dialects.openai.responses.request import Item, Request
from sanic_mock.dialects.operation import State

# A call and its result, beside their texts; exact for one recorded exchange (recorded traffic).
_CALL_TOKENS = 8
_RESULT_TOKENS = 4
# openai.com, "Images and vision": low detail of gpt-4o; the same for each, whatever its size.
_IMAGE_TOKENS = 85

_CALLS = {
    "function_call": "function call",
    "custom_tool_call": "custom tool call",
    "local_shell_call": "local shell call",
    "shell_call": "shell call",
    "apply_patch_call": "apply patch call",
    "computer_call": "computer call",
}
_RESULTS = {f"{name}_output": name for name in _CALLS}


class Past(NamedTuple):
    """What came before an input.

    Attributes:
        items: the newest items, oldest first.
        tokens: size of all items; those that are not kept too.
    """

    items: Sequence[Item] = ()
    tokens: int = 0


def past(state: State, asked: Request, count: Count | None, *, bills_role: bool) -> Past:
    """Return what a request goes on from.

    Raises:
        Problem: it is not there, or there are two.
    """
    if asked.conversation_id is not None and asked.previous_response_id is not None:
        raise sentences.two_pasts()
    if asked.conversation_id is not None:
        items = conversations.items_of(state, asked.conversation_id)
        return Past(items, tokens(items, count, bills_role=bills_role))
    if asked.previous_response_id is None:
        return Past()
    kept = record.load(state, asked.previous_response_id)
    if kept is None:
        raise sentences.no_previous(asked.previous_response_id)
    own = [*kept.input, *kept.response["output"]]
    added = tokens(own, count, bills_role=bills_role)
    return Past(kept.history(), kept.context_tokens + added)


def tokens(items: Iterable[Item], count: Count | None, *, bills_role: bool) -> int:
    """Return how many tokens items are billed with; 0 where nobody counts."""
    if count is None:
        return 0
    message = 4 if bills_role else 3
    return sum(_tokens(item, count, message) for item in items)


def _tokens(item: Item, count: Count, message: int) -> int:
    content = item.get("content")
    if type(content) is str:
        return message + count(content)
    type_ = kind(item)
    if type_ == "reasoning":  # what was thought is not read again
        return 0
    said = sum(map(count, texts(item)))
    if type_ == "message":
        return message + said + _IMAGE_TOKENS * _images(content)
    if type_ in _CALLS:
        return _CALL_TOKENS + count(str(item.get("name", ""))) + said
    return _RESULT_TOKENS + said


def _images(content: Any) -> int:
    parts = content if isinstance(content, list) else ()
    return sum(1 for part in parts if part.get("type") == "input_image")


def check_calls(past: Iterable[Item], given: Iterable[Item]) -> None:
    """Check that every result in an input has its call before it, and every call its result.

    Raises:
        Problem: naming the first that has not.
    """
    calls = {_id(item): item["type"] for item in past if item["type"] in _CALLS}
    answered = {_id(item) for item in past if item["type"] in _RESULTS}
    for item in given:
        type_ = kind(item)
        if type_ == "item_reference":  # what it stands for may be a call
            return
        if type_ in _CALLS:
            calls[_id(item)] = type_
        elif called := _RESULTS.get(type_):
            if calls.get(_id(item)) != called:
                raise sentences.stray_output(_CALLS[called], _id(item))
            answered.add(_id(item))
    open_call = next((one for one in calls if one not in answered), None)
    if open_call is not None:
        raise sentences.unanswered(_CALLS[calls[open_call]], open_call)


def _id(item: Item) -> str:
    return item.get("call_id") or ""


def findings(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of an input."""
    found: list[str] = []
    for item in reversed(items):
        if item.get("type") not in _RESULTS:
            break
        found.append(" ".join(texts(item)))
    return tuple(reversed(found))


def last_said(items: Sequence[Item]) -> str:
    """Return what the user said last."""
    said = (item for item in reversed(items) if item.get("role") == "user")
    found = next(said, None)
    return "" if found is None else " ".join(texts(found))


def all_texts(items: Iterable[Item]) -> Iterator[str]:
    """Yield all texts of some items."""
    for item in items:
        yield from texts(item)
