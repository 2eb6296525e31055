"""Items that an input repeats or names by their ids: what is kept of them, and what each needs.

A response and its items have a part of their ids in common, so an item is found by its id alone.
Items of conversations are found where a request names the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.responses import errors, stored
from sanic_mock.dialects.openai.responses.items import kind
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.stored import Record
from sanic_mock.dialects.operation import State

_REFERENCE, _REASONING = "item_reference", "reasoning"
# What never follows what a model thought: what others than the model say.
_SAID_BY_OTHERS = ("user", "system", "developer")


def resolved(state: State, given: Sequence[Item]) -> list[Item]:
    """Return an input with what its references stand for, as far as that is kept."""
    kept = Kept(state)
    return [kept.item(one["id"]) or one if kind(one) == _REFERENCE else one for one in given]


def check(state: State, past: Sequence[Item], given: Sequence[Item], *, is_kept: bool) -> None:
    """Check that what an input repeats is there, with what belongs to it.

    Args:
        state: has what is kept.
        past: items before the input.
        given: the input, with what its references stand for.
        is_kept: whether the response is to be there later; else a sentence says so.

    Raises:
        Problem: what OpenAI would answer [issues-2026].
    """
    known = {one["id"] for one in (*past, *given) if one.get("id")}
    kept = Kept(state)
    for place, item in enumerate(given):
        match kind(item):
            case "item_reference":
                if item["id"] not in {one.get("id") for one in past}:
                    raise errors.no_such_item(item["id"], is_kept=is_kept)
            case "reasoning":
                _check_reasoning(item, given[place + 1 : place + 2], past, kept, is_kept=is_kept)
            case other if item.get("id") and not _is_nameless(given):
                _check_thought(item["id"], other, known, kept)


class Kept:
    """The responses that items of one request are from, each read once.

    Args:
        state: has what is kept.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._records: dict[str, Record | None] = {}

    def record(self, item_id: str) -> Record | None:
        """Return the response that an item is from, None where it is not kept."""
        root = stored.root_of(item_id)
        if root not in self._records:
            self._records[root] = stored.load_by_root(self._state, root)
        return self._records[root]

    def item(self, item_id: str) -> Item | None:
        """Return an item, None where it is not kept."""
        record = self.record(item_id)
        items = () if record is None else (*record.input, *record.response["output"])
        return next((one for one in items if one.get("id") == item_id), None)

    def thought_before(self, item_id: str) -> str | None:
        """Return the id of what was thought before an item was written, None for nothing."""
        record, thought = self.record(item_id), None
        for one in () if record is None else record.response["output"]:
            if one["id"] == item_id:
                return thought
            if one["type"] == _REASONING:
                thought = one["id"]
        return None


def _check_reasoning(
    item: Item, following: Sequence[Item], past: Sequence[Item], kept: Kept, *, is_kept: bool
) -> None:
    """Check that something follows what was thought, and that what it was is known."""
    item_id = item.get("id")
    if item_id is None:
        return
    if not following or _is_others(following[0]):
        raise errors.nothing_follows(item_id)
    if item.get("encrypted_content") or any(one.get("id") == item_id for one in past):
        return
    if kept.item(item_id) is None:
        raise errors.no_such_item(item_id, is_kept=is_kept)


def _check_thought(item_id: str, type_: str, known: set[str], kept: Kept) -> None:
    """Check that what was thought before an item stands in the input too."""
    thought = kept.thought_before(item_id)
    if thought is not None and thought not in known:
        raise errors.no_thought(item_id, type_, thought)


def _is_others(item: Item) -> bool:
    return item.get("role") in _SAID_BY_OTHERS or kind(item).endswith("_output")


def _is_nameless(given: Sequence[Item]) -> bool:
    """Return whether something was thought whose id the client left out."""
    return any(kind(one) == _REASONING and not one.get("id") for one in given)
