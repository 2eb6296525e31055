"""Events that do not say what they should: why the answer ended, or what it cost.

In no JSON does any of the marks here stand within a string, where quotes are escaped.
"""

from __future__ import annotations

import re

from sanic_mock.engine.faults.behaviour import Omission

_FINISH = re.compile(rb'"finish_reason":"[^"]*"')
_LAST_OF_RESPONSE = re.compile(rb"event: response\.(completed|incomplete|failed)\n")
_USAGE = re.compile(rb'"usage":\{(?:[^{}]|\{[^{}]*\})*\}')
_NO_CHOICE = b'"choices":[]'


def without(event: bytes, what: Omission) -> bytes:
    """Return an event without it: null is in its place, or there is no event.

    A response tells by its last event that it is over; a chunk without a choice has only usage.
    """
    if what == "finish":
        if _LAST_OF_RESPONSE.match(event):
            return b""
        return _FINISH.sub(b'"finish_reason":null', event)
    if _NO_CHOICE in event and _USAGE.search(event):
        return b""
    return _USAGE.sub(b'"usage":null', event)
