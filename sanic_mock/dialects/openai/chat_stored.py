"""The operations of chat completions that clients asked to be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import envelope, errors, gateway_errors, pages, validation
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.http import JSON, stored_fields
from sanic_mock.dialects.openai.models import traits
from sanic_mock.dialects.openai.parameter_validation import check_metadata
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.engine.offload import takes
from sanic_mock.errors import HeldError, OversizedError, Problem

PREFIX = "chatcmpl-"
_TIMED = len(PREFIX) + 5  # the part of an id that is its time; see ids.time_prefix
_FILTER = "metadata["
_PARTS = ("text", "image_url", "input_audio", "file")
# What looking for completions takes for each byte that is kept, measured on one machine.
_BYTE_US = 0.01


class Stored(msgspec.Struct):
    """What is kept under a completion's id.

    Attributes:
        completion: as it is shown; see chat.stored_form.
        messages: what it answered, as they were asked.
    """

    completion: dict[str, Any]
    messages: list[dict[str, Any]]


def keep(state: State, completion: dict[str, Any], messages: list[dict[str, Any]]) -> None:
    """Keep a completion under its id; one larger than the store takes is not kept."""
    state.store.keep(completion["id"], msgspec.json.encode(Stored(completion, messages)))


def take_back(state: State, completion_id: str) -> None:
    """Forget a completion that ended before its end; where it is not there, nothing."""
    with suppress(HeldError):
        state.store.delete(completion_id)


def list_completions(state: State, call: Call) -> Whole:
    """Return a page of the completions that fit a query, the newest first unless asked otherwise.

    So all 53 lists were [dotnet-2026], whatever the document says. It is made of as few of them as
    possible: there may be a hundred thousand.
    """
    wanted = pages.read_query(call, "desc")
    takes(state.store.held_bytes * _BYTE_US)
    names = _names(state, is_reversed=wanted.order == "desc")
    rest = names if wanted.after is None else _after(names, wanted.after, wanted.order)
    found = list(islice(_fitting(state, call, rest), wanted.limit + 1))
    whole = pages.PageQuery(wanted.limit, "asc", None)
    return _answer(_page(pages.page(found, whole, chat_errors.no_completion)), call)


def retrieve(state: State, call: Call) -> Whole:
    """Return a completion."""
    return _answer(_load(state, call).completion, call)


def update(state: State, call: Call) -> Whole:
    """Replace a completion's metadata."""
    pairs = _metadata(call)

    def changed(kept: bytes | None) -> bytes | None:
        stored = _decode(kept)
        if stored is None:
            return kept
        return msgspec.json.encode(Stored(stored.completion | {"metadata": pairs}, stored.messages))

    wanted = _id(call)
    try:
        stored = _decode(state.store.update(wanted, changed))
    except OversizedError:
        raise chat_errors.completion_too_large() from None
    if stored is None:
        raise chat_errors.no_completion(wanted)
    return _answer(stored.completion, call)


def delete(state: State, call: Call) -> Whole:
    """Forget a completion."""
    wanted = _id(call)
    if not state.store.delete(wanted):
        raise chat_errors.no_completion(wanted)
    gone = {"object": "chat.completion.deleted", "id": wanted, "deleted": True}
    return _answer(gone, call)


def messages(state: State, call: Call) -> Whole:
    """Return a page of the messages that a completion answered."""
    wanted = pages.read_query(call, "asc")
    stored = _load(state, call)
    told = [_message(f"{_id(call)}-{place}", one) for place, one in enumerate(stored.messages)]
    return _answer(_page(pages.page(told, wanted, chat_errors.no_message)), call)


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render a problem; a missing key is told by a newer gateway than the rest."""
    layout = envelope.COMPACT if problem.status == 401 else envelope.STORED
    return envelope.error(problem, digest, now_s, layout)


def no_key() -> Problem:
    """Return what a call without a key is told."""
    return gateway_errors.no_bearer("bearer or basic")


_ONE = "/chat/completions/<completion_id>"
OPERATIONS = (
    Operation("GET", "/chat/completions", list_completions, error, no_key),
    Operation("GET", _ONE, retrieve, error, no_key),
    Operation("POST", _ONE, update, error, no_key),
    Operation("DELETE", _ONE, delete, error, no_key),
    Operation("GET", f"{_ONE}/messages", messages, error, no_key),
)


def _answer(content: Mapping[str, Any], call: Call) -> Whole:
    """Return an answer, without spaces [dotnet-2026]."""
    fields = stored_fields(JSON, int(call.now_s), call.digest)
    return Whole(200, fields, msgspec.json.encode(content))


def _page(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page in the order of its members here [dotnet-2026]."""
    return {name: page[name] for name in ("object", "data", "first_id", "last_id", "has_more")}


def _names(state: State, *, is_reversed: bool) -> list[str]:
    """Return the ids of all completions in the order of their seconds.

    A change puts a completion anew, so the store's own order is theirs only within a second.
    """
    names = sorted(state.store.keys(PREFIX), key=lambda name: name[:_TIMED])
    return names[::-1] if is_reversed else names


def _after(names: list[str], last: str, order: str) -> list[str]:
    """Return the ids after one; from its second on, where it has been deleted meanwhile."""
    if last in names:
        return names[names.index(last) + 1 :]
    if order == "desc":
        return [name for name in names if name[:_TIMED] <= last[:_TIMED]]
    return [name for name in names if name[:_TIMED] >= last[:_TIMED]]


def _fitting(state: State, call: Call, names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the completions that a query's model and metadata fit."""
    model, pairs = call.last("model"), _wanted_pairs(call)
    for name in names:
        stored = _decode(state.store.get(name))
        if stored is None:  # it went while we looked
            continue
        shown = stored.completion
        fits = model is None or shown["model"] in (model, traits(model).answers_as)
        if fits and pairs.items() <= shown["metadata"].items():
            yield shown


def _wanted_pairs(call: Call) -> dict[str, str]:
    """Return the pairs that are asked for as `metadata[name]=value`."""
    return {
        name[len(_FILTER) : -1]: values[-1]
        for name, values in call.query.items()
        if name.startswith(_FILTER) and name.endswith("]")
    }


def _metadata(call: Call) -> dict[str, Any]:
    """Return the pairs that a body has; raises Problem where OpenAI would refuse them."""
    asked = pages.read_body(call, ("metadata",), errors.unrecognized)
    if "metadata" not in asked:
        raise errors.missing("metadata")
    if problem := validation.optional(check_metadata)("metadata", asked["metadata"]):
        raise problem
    return asked["metadata"] or {}


def _message(message_id: str, message: dict[str, Any]) -> dict[str, Any]:
    """Return a message as it is listed: parts of a content stand beside it [dotnet-2026]."""
    content = message.get("content")
    parts = list(map(_part, content)) if isinstance(content, list) else None
    told = {
        "id": message_id,
        "role": message["role"],
        "content": content if parts is None else _joined(parts),
        "content_parts": parts,
        "name": message.get("name"),
    }
    rest = {name: one for name, one in message.items() if one is not None and name not in told}
    return told | rest


def _part(sent: Any) -> dict[str, Any]:
    """Return a part of a content, which has all members that there are.

    A lenient server has taken texts as parts, parts without a type, and what is none.
    """
    part = sent if isinstance(sent, dict) else {"type": "text", "text": sent}
    told = {"type": part.get("type", "text"), **dict.fromkeys(_PARTS), **part}
    if isinstance(image := told["image_url"], dict):
        told["image_url"] = {"url": image.get("url"), "detail": None} | image
    return told


def _joined(parts: list[dict[str, Any]]) -> str | None:
    texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
    return "".join(texts) if texts else None


def _load(state: State, call: Call) -> Stored:
    wanted = _id(call)
    stored = _decode(state.store.get(wanted))
    if stored is None:
        raise chat_errors.no_completion(wanted)
    return stored


def _id(call: Call) -> str:
    """Return the id in the path; raises Problem where it cannot be one of a completion."""
    wanted = call.parts["completion_id"]
    if not wanted.startswith(PREFIX):
        raise chat_errors.no_completion(wanted)
    return wanted


def _decode(kept: bytes | None) -> Stored | None:
    """Return what is kept; None for nothing, and for what is nested too deep to be read again."""
    try:
        return None if kept is None else _decoder.decode(kept)
    except RecursionError:
        return None


_decoder = msgspec.json.Decoder(Stored)
