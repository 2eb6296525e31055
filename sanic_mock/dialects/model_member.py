"""The member of a JSON body that says which model it is for, whatever else is in there."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sanic_mock.dialects.unreadable import UNREADABLE


class _Naming(msgspec.Struct):
    """The one member that is read."""

    model: Any = None


_naming = msgspec.json.Decoder(_Naming).decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_MODEL = re.compile(rb'"model"\s*:\s*"([^"\\]{1,256})"')


def named_model(body: bytes) -> str:
    """Return the model that a body names, as far as that is seen without reading it; "" else."""
    found = _MODEL.search(body)
    return found[1].decode("utf-8", "replace") if found else ""


def asked_model(body: bytes, default: str) -> str:
    """Return the model that a body names; `default` where it names none, "" for what is no body."""
    try:
        name = _naming(body).model
    except UNREADABLE:
        return ""
    return name if isinstance(name, str) and name else default


def with_model(body: bytes, model: bytes) -> bytes:
    """Return a body that names the model, in JSON, or the same where it is not an object."""
    try:
        members = _members(body)
    except UNREADABLE:
        return body
    members["model"] = msgspec.Raw(model)
    return msgspec.json.encode(members)
