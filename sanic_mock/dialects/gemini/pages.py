"""Pages of lists, as all of Google's lists come: by a size, and a token for the next one."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.operation import Call

Json = dict[str, Any]
T = TypeVar("T")

USUAL_PAGE, MOST_ON_PAGE = 50, 1000


def page(
    member: str,
    items: Sequence[T],
    shown: Callable[[T], Json],
    call: Call,
    usual: int = USUAL_PAGE,
    most: int = MOST_ON_PAGE,
) -> Json:
    """Return the page of a list that a call asks for.

    Args:
        member: under which its items stand; an empty list has none.
        items: all that there are.
        shown: shows one; nothing where it has gone meanwhile.
        call: the call.
        usual: how many there are on a page.
        most: how many there can be.

    Raises:
        GeminiProblem: there is no such page.
    """
    start, size = _start(call), min(_size(call) or usual, most)
    told = [one for one in map(shown, items[start : start + size]) if one]
    found: Json = {member: told} if told else {}
    if start + size < len(items):
        found["nextPageToken"] = urlsafe_b64encode(b"%d" % (start + size)).decode()
    return found


def _start(call: Call) -> int:
    token = call.last("pageToken")
    if not token:
        return 0
    try:
        return max(0, int(urlsafe_b64decode(token)))
    except (Error, ValueError):
        raise errors.wrong_argument("Request contains an invalid argument.") from None


def _size(call: Call) -> int:
    asked = call.last("pageSize") or ""
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0
