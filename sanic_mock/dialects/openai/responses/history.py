"""What a response goes on from: the items before its input, and how many tokens all of them are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sanic_mock.dialects.openai.responses import conversations, errors, stored
from sanic_mock.dialects.openai.responses.items import INSTRUCTING, RESULTS, texts
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import tool_key


class Past(NamedTuple):
    """What came before an input.

    Attributes:
        items: the newest items, oldest first.
        tokens: size of all items; those that are not kept too.
    """

    items: Sequence[Item] = ()
    tokens: int = 0


NOTHING = Past()


def past(state: State, asked: ResponsesRequest, meter: Meter) -> Past:
    """Return what a request goes on from, which names a response or a conversation.

    Raises:
        Problem: it is not there, or there are two.
    """
    if asked.conversation_id is not None and asked.previous_response_id is not None:
        raise errors.two_pasts()
    if asked.conversation_id is not None:
        items = conversations.items_of(state, asked.conversation_id)
        return Past(items, meter.tokens(items))
    wanted = asked.previous_response_id or ""
    kept = stored.load(state, wanted)
    if kept is None:
        raise errors.no_previous(wanted)
    own = meter.tokens((*kept.input, *kept.response["output"]), kept.context)
    return Past(kept.history(), kept.context_tokens + own)


def called_id(item: Item) -> str:
    """Return which call an item is, or answers; one kind of result has it as its own id."""
    return item.get("call_id") or item.get("id") or ""


def findings(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of an input."""
    found: list[str] = []
    for item in reversed(items):
        if item.get("type") not in RESULTS:
            break
        found.append(" ".join(texts(item)))
    return tuple(reversed(found))


def answered(items: Sequence[Item]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names, ids = set(), set()
    for item in reversed(items):
        if item.get("role") == "user":
            break
        if item.get("type") in RESULTS:
            ids.add(called_id(item))
        elif item.get("call_id") in ids and isinstance(item.get("name"), str):
            names.add(tool_key(item["name"], item.get("namespace")))
        elif item.get("call_id") in ids:
            names.add(item["type"])
    return frozenset(names)


def last_user_text(items: Sequence[Item]) -> str:
    """Return what the user said last."""
    said = (item for item in reversed(items) if item.get("role") == "user")
    found = next(said, None)
    return "" if found is None else " ".join(texts(found))


def asking_texts(items: Sequence[Item]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    is_past = False
    for item in reversed(items):
        role = item.get("role")
        is_past = is_past or role == "assistant"
        if role in INSTRUCTING or (role == "user" and not is_past):
            found += reversed(list(texts(item)))
    return found[::-1]


def all_texts(items: Iterable[Item]) -> Iterator[str]:
    """Yield all texts of some items."""
    for item in items:
        yield from texts(item)
