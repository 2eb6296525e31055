"""Requests to keep the beginning of a prompt, and how long it is to be kept."""

from __future__ import annotations

import re
from typing import Any

from sanic_mock.dialects.gemini import errors, instants

Json = dict[str, Any]

# Where nobody says how long [google-2026].
USUAL_S = 3600.0
# What of a request is kept, to stand before what names it.
KEPT_MEMBERS = ("contents", "systemInstruction", "tools", "toolConfig")
# What names a cache has none of these beside it.
CACHED_MEMBERS = KEPT_MEMBERS[1:]

_DURATION = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?(?=s$)")
_DURATION_TYPE = "type.googleapis.com/google.protobuf.Duration"
_TIME_TYPE = "type.googleapis.com/google.protobuf.Timestamp"


def expiry_s(asked: Json, now_s: float) -> float:
    """Return the unix second at which a cache goes.

    Args:
        asked: what a client has said of it: `ttl`, or `expireTime`.
        now_s: the unix second.

    Raises:
        GeminiProblem: it is no time, or a past one, or one that has no name.
    """
    if "ttl" in asked:
        return _printable(now_s + _duration_s(asked["ttl"]))
    if "expireTime" not in asked:
        return now_s + USUAL_S
    expires_s = _printable(_instant_s(asked["expireTime"]))
    if expires_s <= now_s:
        raise errors.wrong_argument("expire_time must be in the future.")  # worded by analogy
    return expires_s


def _printable(expires_s: float) -> float:
    if expires_s > instants.LAST_S:
        raise errors.wrong_argument("expire_time must be before 10000.")  # worded by analogy
    return expires_s


def _duration_s(text: str) -> float:
    if found := _DURATION.match(text):
        return float(found[0])
    raise _wrong_value(
        "ttl",
        _DURATION_TYPE,
        "Field 'ttl', Illegal duration format; duration must end with 's'",
    )


def _instant_s(text: str) -> float:
    try:
        return instants.read(text)
    except ValueError:
        pass
    raise _wrong_value(
        "expire_time", _TIME_TYPE, f"Field 'expireTime', Invalid time format: {text[:80]}"
    )


def _wrong_value(member: str, kind: str, why: str) -> Exception:
    at = f"cached_content.{member}"
    return errors.wrong_fields([(at, f"Invalid value at '{at}' ({kind}), {why}")])
