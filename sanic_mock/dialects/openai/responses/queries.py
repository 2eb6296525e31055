"""What the operations of responses and conversations read from a query."""

from __future__ import annotations

from typing import get_args

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses import stored_errors
from sanic_mock.dialects.openai.responses.request import Included
from sanic_mock.dialects.operation import Call

_INCLUDABLE = get_args(Included)
_SAID = {"true": True, "false": False}


def check_include(call: Call) -> None:
    """Refuse, if the call is strict, what cannot be included; what can changes nothing here."""
    included = [one for name in ("include", "include[]") for one in call.query.get(name, ())]
    for place, one in enumerate(included):
        if call.is_strict and one not in _INCLUDABLE:
            raise stored_errors.wrong_include(place, one)


def flag(call: Call, name: str, *, usual: bool) -> bool:
    """Return a query's boolean.

    Args:
        call: whose query.
        name: of the value.
        usual: what holds without it, or for a lenient call with another value.

    Raises:
        Problem: another value, and the call is strict.
    """
    said = call.last(name)
    if said is not None and said.lower() not in _SAID and call.is_strict:
        raise errors.wrong_type(name, "a boolean", "a string")
    return usual if said is None else _SAID.get(said.lower(), usual)
