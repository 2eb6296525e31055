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
from sanic_mock.engine.prompted.step import Spoken
from sanic_mock.engine.turn_texts import ANOTHER, RESULT, USER, CallResult, asking_at, goes_on


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
    for item in reversed(items[_asking_at(items) + 1 :]):
        if item.get("type") in RESULTS:
            found.append(" ".join(texts(item)))
        elif item.get("role") != "user":
            break
    return tuple(reversed(found))


def results(items: Sequence[Item]) -> list[CallResult]:
    """Return what came of calls since the user asked last, oldest first."""
    found: list[CallResult] = []
    called: dict[str, str] = {}
    for item in items[_asking_at(items) + 1 :]:
        if item.get("type") in RESULTS:
            tool = called.get(called_id(item), "")
            found.append(CallResult(tool, " ".join(texts(item))))
        elif "call_id" in item and isinstance(item.get("name"), str):
            called[called_id(item)] = tool_key(item["name"], item.get("namespace"))
        elif "call_id" in item:
            called[called_id(item)] = item["type"]
    return found


def answered(items: Sequence[Item]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user asked last."""
    return frozenset(one.tool for one in results(items) if one.tool)


def last_user_text(items: Sequence[Item]) -> str:
    """Return what the user asked last."""
    at = _asking_at(items)
    return "" if at < 0 else " ".join(texts(items[at]))


def _asking_at(items: Sequence[Item]) -> int:
    """Return where the user asked last; -1 where no user did."""

    def belongs(start: int, end: int) -> bool:
        said = items[start:end]
        spoken = [text for one in said for text in texts(one)]
        return goes_on(spoken, has_media=any(map(_has_media, said)))

    return asking_at(len(items), lambda at: _letter(items[at]), belongs)


def _letter(item: Item) -> str:
    if item.get("type") in RESULTS:
        return RESULT
    return USER if item.get("role") == "user" else ANOTHER


def _has_media(item: Item) -> bool:
    content = item.get("content")
    parts = content if isinstance(content, list) else ()
    return any(isinstance(part, dict) and "text" not in part for part in parts)


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


def spoken(instructions: str | None, items: Iterable[Item]) -> list[Spoken]:
    """Return all that was said, oldest first, with who said it."""
    said = (one for one in items if isinstance(one.get("role"), str))
    told = [Spoken(one["role"], " ".join(texts(one))) for one in said]
    return [Spoken(INSTRUCTING[-1], instructions), *told] if instructions else told


def all_texts(items: Iterable[Item]) -> Iterator[str]:
    """Yield all texts of some items."""
    for item in items:
        yield from texts(item)
