"""The operations of conversations and their items."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import envelope, errors, gateway_errors, pages, validation
from sanic_mock.dialects.openai.http import gateway_fields
from sanic_mock.dialects.openai.ids import RootLastNaming
from sanic_mock.dialects.openai.parameter_validation import check_metadata
from sanic_mock.dialects.openai.responses import conversations, input_validation, stored_errors
from sanic_mock.dialects.openai.responses.conversations import Conversation
from sanic_mock.dialects.openai.responses.item_validation import check_id, check_item
from sanic_mock.dialects.openai.responses.items import complete_items
from sanic_mock.dialects.openai.responses.queries import check_include
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.errors import Problem

MOST_ADDED = 20

_ITEMS = validation.each("input items", check_item, most=MOST_ADDED)

_answer = partial(pages.answer, route=gateway_fields)


def create(state: State, call: Call) -> Whole:
    """Begin a conversation."""
    asked = _body(call, {"metadata": check_metadata, "items": _ITEMS})
    names = RootLastNaming(call.digest, int(call.now_s))
    items = complete_items(asked.get("items") or [], names, 1)
    conversation = Conversation(
        names.conversation_id(), int(call.now_s), asked.get("metadata") or {}, items
    )
    conversations.keep(state, conversation)
    return _shown(conversation, call)


def retrieve(state: State, call: Call) -> Whole:
    """Return a conversation without its items."""
    return _shown(conversations.load(state, _id(call)), call)


def update(state: State, call: Call) -> Whole:
    """Replace a conversation's metadata."""
    asked = _body(call, {"metadata": check_metadata}, "metadata")

    def changed(conversation: Conversation) -> Conversation:
        return msgspec.structs.replace(conversation, metadata=asked["metadata"] or {})

    return _shown(conversations.change(state, _id(call), changed), call)


def delete(state: State, call: Call) -> Whole:
    """Forget a conversation."""
    conversations.forget(state, _id(call))
    gone = {"id": _id(call), "object": "conversation.deleted", "deleted": True}
    return _answer(gone, call)


def add_items(state: State, call: Call) -> Whole:
    """Add items to a conversation, and return them."""
    check_include(call)
    asked = _body(call, {"items": _ITEMS}, "items")
    if asked["items"] is None:
        raise errors.missing("items")
    root = conversations.load(state, _id(call)).root
    items = complete_items(asked["items"], RootLastNaming(call.digest, int(call.now_s), root), 0)
    conversations.append(state, _id(call), items)
    every = pages.PageQuery(len(items), "asc", None)
    return _answer(pages.page(items, every, stored_errors.no_item), call)


def list_items(state: State, call: Call) -> Whole:
    """Return a page of a conversation's items, the newest first unless asked otherwise."""
    check_include(call)
    wanted = pages.read_query(call, "desc")
    items = conversations.items_of(state, _id(call))
    return _answer(pages.page(items, wanted, stored_errors.no_item), call)


def retrieve_item(state: State, call: Call) -> Whole:
    """Return one item of a conversation."""
    check_include(call)
    wanted = call.parts["item_id"]
    for item in conversations.items_of(state, _id(call)):
        if item["id"] == wanted:
            return _answer(item, call)
    raise stored_errors.no_item(wanted)


def delete_item(state: State, call: Call) -> Whole:
    """Take an item from a conversation, and return the conversation."""
    gone = call.parts["item_id"]

    def shorter(conversation: Conversation) -> Conversation:
        rest = [item for item in conversation.items if item["id"] != gone]
        if len(rest) == len(conversation.items):
            raise stored_errors.no_item(gone)
        return msgspec.structs.replace(conversation, items=rest)

    return _shown(conversations.change(state, _id(call), shorter), call)


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render a problem."""
    return envelope.error(problem, digest, now_s, envelope.RESPONSES)


def no_key() -> Problem:
    """Return what a call without a key is told."""
    return gateway_errors.no_bearer("bearer or basic")


_ONE = "/conversations/<conversation_id>"
_ITEM = f"{_ONE}/items/<item_id>"
OPERATIONS = (
    Operation("POST", "/conversations", create, error, no_key),
    Operation("GET", _ONE, retrieve, error, no_key),
    Operation("POST", _ONE, update, error, no_key),
    Operation("DELETE", _ONE, delete, error, no_key),
    Operation("POST", f"{_ONE}/items", add_items, error, no_key),
    Operation("GET", f"{_ONE}/items", list_items, error, no_key),
    Operation("GET", _ITEM, retrieve_item, error, no_key),
    Operation("DELETE", _ITEM, delete_item, error, no_key),
)


def _id(call: Call) -> str:
    """Return the id in the path; raises Problem where it cannot be one."""
    wanted = call.parts["conversation_id"]
    if call.is_strict and (problem := check_id("conversation_id", wanted, "conv")):
        raise problem
    return wanted


def _body(call: Call, known: dict[str, validation.Check], required: str = "") -> dict[str, Any]:
    """Return a body's object, of which the required name is there and all the rest is checked."""
    asked = pages.read_body(call, tuple(known), errors.unknown_parameter)
    if required and required not in asked:
        raise errors.missing(required)
    optional = {name: validation.optional(check) for name, check in known.items()}
    problem = validation.first_error(asked, optional)
    if problem is None and call.is_strict:
        problem = input_validation.of_items("items", asked.get("items") or ())
    if problem is not None:
        raise problem
    return asked


def _shown(conversation: Conversation, call: Call) -> Whole:
    said = {
        "id": conversation.id,
        "object": "conversation",
        "created_at": conversation.created_at,
        "metadata": conversation.metadata,
    }
    return _answer(said, call)
