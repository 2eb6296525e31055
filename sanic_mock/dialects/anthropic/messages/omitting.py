"""Events that do not say what they should: why the answer ended, or what it cost."""

from __future__ import annotations

import re

from sanic_mock.engine.faults.behaviour import Omission

_REASON = re.compile(rb'"stop_reason":"[^"]*"')
_USAGE = re.compile(rb',"usage":\{(?:[^{}]|\{[^{}]*\})*\}')
_STOP = re.compile(rb"event: message_stop\ndata: \{[^\n]*\}\n\n")


def without(event: bytes, what: Omission) -> bytes:
    """Return an event without it: null is in its place, or there is no member, or no event."""
    if what == "finish":
        return _STOP.sub(b"", _REASON.sub(b'"stop_reason":null', event))
    return _USAGE.sub(b"", event) if b"message_delta" in event else event
