"""What the operations of kept things have in common: pages of lists, bodies, answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import errors, validation
from sanic_mock.dialects.openai.http import JSON, modelless_fields
from sanic_mock.dialects.operation import Call
from sanic_mock.errors import Problem

Thing = dict[str, Any]
# All header lines of an answer: of its content type, the time in unix seconds, its digest.
Fields = Callable[[bytes, int, bytes], bytes]

_ANY = validation.typed(int)

MOST_LISTED = 100
_LISTED = 20
_INTEGER = re.compile("-?[0-9]{1,18}")  # more digits are no number of anything here


class PageQuery(NamedTuple):
    """What a query asks of a list.

    Attributes:
        limit: at most this many things.
        order: "asc" has the oldest first.
        after: id of the thing before the page; None begins with the first.
    """

    limit: int
    order: str
    after: str | None


def read_query(call: Call, order: str) -> PageQuery:
    """Read what a query asks of a list; `order` is the one without a word of it.

    Raises:
        Problem: a limit or an order that OpenAI refuses; a lenient call gets the usual ones.
    """
    limit = integer(call, "limit", usual=_LISTED, check=_LIMIT)
    said = call.last("order")
    problem = None if said is None else _ORDER("order", said)
    if problem is not None and call.is_strict:
        raise problem
    return PageQuery(limit, order if said is None or problem else said, call.last("after"))


def integer(call: Call, name: str, *, usual: int, check: validation.Check = _ANY) -> int:
    """Return a query's integer.

    Args:
        call: whose query.
        name: of the value.
        usual: what holds without it, or for a lenient call with another value.
        check: of the value; a text that is no integer is checked as it is.

    Raises:
        Problem: another value, and the call is strict.
    """
    said = call.last(name)
    if said is None:
        return usual
    value = int(said) if _INTEGER.fullmatch(said) else said
    problem = check(name, value)
    if problem is not None and call.is_strict:
        raise problem
    return usual if problem or isinstance(value, str) else value


def page(things: Sequence[Thing], query: PageQuery, missing: Callable[[str], Problem]) -> Thing:
    """Return a page of a list.

    Args:
        things: all there are, the oldest first.
        query: which of them.
        missing: what is told where nothing has the id that the page is to follow.
    """
    ordered = things if query.order == "asc" else things[::-1]
    start = 0 if query.after is None else _place(ordered, query.after, missing) + 1
    shown = ordered[start : start + query.limit]
    return {  # key order: [conversations-2025]
        "object": "list",
        "data": shown,
        "first_id": shown[0]["id"] if shown else None,
        "has_more": start + query.limit < len(ordered),
        "last_id": shown[-1]["id"] if shown else None,
    }


def answer(
    content: Mapping[str, Any], call: Call, end: bytes = b"", *, route: Fields = modelless_fields
) -> Whole:
    """Return a thing as an answer.

    Args:
        content: the thing.
        call: who asked.
        end: what follows its JSON.
        route: makes the header lines.
    """
    body = msgspec.json.format(msgspec.json.encode(content), indent=2)
    return Whole(200, route(JSON, int(call.now_s), call.digest), body + end)


def fields(call: Call, content_type: bytes) -> bytes:
    """Return the header lines of an answer."""
    return modelless_fields(content_type, int(call.now_s), call.digest)


def read_body(call: Call, known: Sequence[str], unknown: Callable[[str], Problem]) -> Thing:
    """Return a body's JSON object, empty for no body.

    Args:
        call: whose body.
        known: the names it may have.
        unknown: what a strict call is told of another.
    """
    if not call.body:
        return {}
    try:
        asked = msgspec.json.decode(call.body)
    except (ValueError, RecursionError):  # also what is no UTF-8
        raise errors.not_json() from None
    if not isinstance(asked, dict):
        raise errors.not_json()
    if call.is_strict and (other := validation.unknown(asked, known)):
        raise unknown(other)
    return asked


def _place(things: Sequence[Thing], wanted: str, missing: Callable[[str], Problem]) -> int:
    for place, thing in enumerate(things):
        if thing["id"] == wanted:
            return place
    raise missing(wanted)


_LIMIT = validation.ranged(int, 1, MOST_LISTED)
_ORDER = validation.one_of("asc", "desc")
