"""Conversations: items that are kept together, for requests that go on from them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec

from sanic_mock.dialects.openai.responses import stored_errors
from sanic_mock.dialects.openai.responses.stored import Item, root_of
from sanic_mock.dialects.operation import State
from sanic_mock.errors import HeldError, OversizedError, Problem

PREFIX = "conv_"
MOST_KEPT = 1000


class Conversation(msgspec.Struct):
    """What is kept of a conversation.

    Attributes:
        id: its id, which it is kept under.
        created_at: unix seconds.
        metadata: pairs that the client attached.
        items: the newest MOST_KEPT of its items, in the order in which they came.
    """

    id: str
    created_at: int
    metadata: dict[str, Any] = {}
    items: list[Item] = []

    @property
    def root(self) -> str:
        """What the ids of its items have in common."""
        return self.id[-16:]


Change = Callable[[Conversation], Conversation]


def keep(state: State, conversation: Conversation) -> None:
    """Keep a conversation; raises Problem where it is larger than what the store takes."""
    if not state.store.put(conversation.id, msgspec.json.encode(conversation)):
        raise stored_errors.conversation_too_large()


def load(state: State, conversation_id: str) -> Conversation:
    """Return a conversation; raises Problem where none is kept under an id."""
    is_one = conversation_id.startswith(PREFIX)
    kept = state.store.get(conversation_id) if is_one else None
    found = None if kept is None else _decode(kept)
    if found is None:
        raise stored_errors.no_conversation(conversation_id)
    return found


def items_of(state: State, conversation_id: str) -> list[Item]:
    """Return a conversation's items, oldest first; raises Problem as `load` does."""
    return load(state, conversation_id).items


def append(state: State, conversation_id: str, items: list[Item]) -> Conversation:
    """Add items, which have their ids; raises Problem as `change` does."""

    def longer(conversation: Conversation) -> Conversation:
        kept = [*conversation.items, *items][-MOST_KEPT:]
        return msgspec.structs.replace(conversation, items=kept)

    return change(state, conversation_id, longer)


def take_back(state: State, conversation_id: str, response_id: str) -> None:
    """Remove the items of a response that did not complete; where it is not there, nothing."""
    root = root_of(response_id)

    def without(conversation: Conversation) -> Conversation:
        kept = [one for one in conversation.items if root_of(one["id"]) != root]
        return msgspec.structs.replace(conversation, items=kept)

    with suppress(Problem, HeldError):
        change(state, conversation_id, without)


def change(state: State, conversation_id: str, how: Change) -> Conversation:
    """Replace a conversation by what is made of it, while no other worker can.

    Raises:
        Problem: there is no such conversation, or the store does not take what is made of it.
    """
    made: list[Conversation] = []

    def changed(kept: bytes | None) -> bytes | None:
        found = None if kept is None else _decode(kept)
        if found is None:
            return kept
        made.append(how(found))
        return msgspec.json.encode(made[0])

    if conversation_id.startswith(PREFIX):
        try:
            state.store.update(conversation_id, changed)
        except OversizedError:
            raise stored_errors.conversation_too_large() from None
    if not made:
        raise stored_errors.no_conversation(conversation_id)
    return made[0]


def forget(state: State, conversation_id: str) -> None:
    """Remove a conversation with its items; raises Problem where there is none."""
    if not (conversation_id.startswith(PREFIX) and state.store.delete(conversation_id)):
        raise stored_errors.no_conversation(conversation_id)


def _decode(kept: bytes) -> Conversation | None:
    """Return a conversation; None for one that is nested too deep to be read."""
    try:
        return _decoder.decode(kept)
    except RecursionError:
        return None


_decoder = msgspec.json.Decoder(Conversation)
