"""Pages of lists, as all of Anthropic's lists come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.operation import Call

_USUAL, _MOST = 20, 1000
_CURSOR = "page_"


def page(shown: Sequence[dict[str, Any]], call: Call) -> dict[str, Any]:
    """Return the page of a list that a call asks for.

    Raises:
        Problem: it asks for none that there can be.
    """
    limit = _limit(call.last("limit"))
    after, before = call.last("after_id"), call.last("before_id")
    names = [one["id"] for one in shown]
    rest = list(shown)
    if after is not None:
        rest = rest[_place(names, after, "after_id") + 1 :]
    elif before is not None:
        rest = rest[: _place(names, before, "before_id")][-limit:]
    data = rest[:limit]
    return {
        "data": data,
        "has_more": len(rest) > limit,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
    }


def cursor_page(shown: Sequence[dict[str, Any]], call: Call) -> dict[str, Any]:
    """Return the page of a list that a call asks for by a cursor: the name of the last one before.

    Raises:
        Problem: it asks for none that there can be.
    """
    limit, cursor = _limit(call.last("limit")), call.last("page")
    rest = list(shown)
    if cursor is not None:
        names = [_CURSOR + one["id"] for one in shown]
        rest = rest[_place(names, cursor, "page") + 1 :]
    data = rest[:limit]
    follow = _CURSOR + data[-1]["id"] if len(rest) > limit else None
    return {"data": data, "next_page": follow}


def _limit(given: str | None) -> int:
    if given is None:
        return _USUAL
    if not given.isdecimal():
        raise errors.at("limit", "Input should be a valid integer")
    if not 1 <= int(given) <= _MOST:
        side = f"less than or equal to {_MOST}" if int(given) else "greater than or equal to 1"
        raise errors.at("limit", f"Input should be {side}")
    return int(given)


def _place(names: Sequence[str], name: str, member: str) -> int:
    if name not in names:
        raise errors.at(member, "Invalid cursor")
    return names.index(name)
