"""Items that an input repeats or names by their ids: what is kept of them, and what each needs.

A response and its items have a part of their ids in common, so an item is found by its id alone.
Items of conversations are found where a request names the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from sanic_mock.dialects.openai.responses import errors, stored
from sanic_mock.dialects.openai.responses.items import kind
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.stored import Record
from sanic_mock.dialects.operation import State

_REFERENCE, _REASONING = "item_reference", "reasoning"
# What never follows what a model thought: what others than the model say.
_SAID_BY_OTHERS = ("user", "system", "developer")


class _KeptItems(NamedTuple):
    """The items of one response by their ids, and what was thought before each of its output."""

    items: Mapping[str, Item] = {}
    thoughts: Mapping[str, str] = {}


_NONE = _KeptItems()


class References:
    """The items that one request repeats or names: each response that has some is read once.

    Args:
        state: has what is kept.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._by_root: dict[str, _KeptItems] = {}

    def resolved(self, given: Sequence[Item]) -> list[Item]:
        """Return an input with what its references stand for, as far as that is kept."""
        return [self._item(one["id"]) or one if kind(one) == _REFERENCE else one for one in given]

    def check(self, past: Sequence[Item], given: Sequence[Item], *, is_kept: bool) -> None:
        """Check that what an input repeats is there, with what belongs to it.

        Args:
            past: items before the input.
            given: the input, with what its references stand for.
            is_kept: whether the response is to be there later; else a sentence says so.

        Raises:
            Problem: what OpenAI would answer [issues-2026].
        """
        before = {one["id"] for one in past if one.get("id")}
        known = before | {one["id"] for one in given if one.get("id")}
        # what was thought may have been given without its id
        is_named = all(one.get("id") for one in given if kind(one) == _REASONING)
        for item, following in zip_longest(given, given[1:]):
            item_id, type_ = item.get("id"), kind(item)
            if item_id is None:
                continue
            if type_ == _REFERENCE and item_id not in before:
                raise errors.no_such_item(item_id, is_kept=is_kept)
            if type_ == _REASONING:
                _check_reasoning(item, following)
                if not (item.get("encrypted_content") or item_id in before or self._item(item_id)):
                    raise errors.no_such_item(item_id, is_kept=is_kept)
            elif is_named and (thought := self._thought_before(item_id)) and thought not in known:
                raise errors.no_thought(item_id, type_, thought)

    def _item(self, item_id: str) -> Item | None:
        """Return an item, None where it is not kept."""
        return self._items_beside(item_id).items.get(item_id)

    def _thought_before(self, item_id: str) -> str | None:
        """Return the id of what was thought before an item was written, None for nothing."""
        return self._items_beside(item_id).thoughts.get(item_id)

    def _items_beside(self, item_id: str) -> _KeptItems:
        root = stored.root_of(item_id)
        if root not in self._by_root:
            record = stored.load_by_root(self._state, root)
            self._by_root[root] = _NONE if record is None else _items(record)
        return self._by_root[root]


def _items(record: Record) -> _KeptItems:
    output = record.response["output"]
    thoughts: dict[str, str] = {}
    thought = ""
    for item in output:
        if item["type"] == _REASONING:
            thought = item["id"]
        elif thought:
            thoughts[item["id"]] = thought
    return _KeptItems({one["id"]: one for one in (*record.input, *output)}, thoughts)


def _check_reasoning(item: Item, following: Item | None) -> None:
    """Check that something of the model's follows what it thought."""
    if following is None or _is_others(following):
        raise errors.nothing_follows(item["id"])


def _is_others(item: Item) -> bool:
    return item.get("role") in _SAID_BY_OTHERS or kind(item).endswith("_output")
