"""The operations on a running server, one table: what answers them, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sanic_mock.dialects.control import entries, profile, steering, tenants
from sanic_mock.dialects.control.change_errors import Answer
from sanic_mock.profile.added import AddedList

#: Behind it are the paths that change the server; who may ask for them, the server says.
ROOT = "/_mock"

Schema = Mapping[str, Any]

PROFILE: Schema = {"$ref": "#/components/schemas/Profile"}
OBJECT: Schema = {"type": "object"}
_TEXT: Schema = {"type": "string"}
_NAMED: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_FROZEN: Schema = {
    "type": "object",
    "required": ["frozen"],
    "properties": {"frozen": {"type": "boolean"}},
}
_PHASE: Schema = {
    "type": "object",
    "required": ["phase"],
    "properties": {"phase": {"type": ["object", "null"]}},
}
_MOVE: Schema = {
    "oneOf": [
        {
            "type": "object",
            "required": [name],
            "additionalProperties": False,
            "properties": {name: value},
        }
        for name, value in (
            ("begin", {"const": True}),
            ("skip", {"const": True}),
            ("phase", _TEXT),
        )
    ]
}
_CHANGE: Schema = {
    "type": "object",
    "description": "Keys of a profile, nested or with dots; null is what the server began with.",
    "examples": [{"latency": "200ms", "tokens.output": 50, "jitter": None}],
}
_IDS: Schema = {
    "type": "object",
    "required": ["ids"],
    "properties": {"ids": {"type": "array", "items": _TEXT}},
}
_REMOVED: Schema = {
    "type": "object",
    "required": ["removed"],
    "properties": {"removed": {"type": "array", "items": _TEXT}},
}


def added_schema(name: AddedList) -> str:
    """Return the name of the schema of what adds to a list."""
    return f"Added{name.capitalize()}"


_TENANTS: Schema = {
    "type": "object",
    "required": ["tenants"],
    "properties": {"tenants": {"type": "array", "items": OBJECT}},
}
# The paths of what is the server's, whoever has a part of it.
OF_SERVER = frozenset(("/phase", "/freeze", "/release", "/tenants", f"/tenants/<{tenants.NAME}>"))


class ControlOperation(NamedTuple):
    """One operation.

    Attributes:
        method: the HTTP method.
        path: behind ROOT.
        answer: answers it.
        doc: what it does, in a line.
        result: the schema of its answer.
        body: the schema of what it is sent; None for nothing.
        query: what its query may have, name to doc.
    """

    method: str
    path: str
    answer: Answer
    doc: str
    result: Schema = OBJECT
    body: Schema | None = None
    query: Mapping[str, str] = {}


def _of_list(path: str, name: AddedList, what: str) -> tuple[ControlOperation, ...]:
    """Return the operations on a list that entries are added to."""
    listed: Schema = {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "array", "items": OBJECT}},
    }
    owner = {entries.OWNER: "only what has this owner"}
    one = f"{path}/<{entries.ID}>"
    return (
        ControlOperation(
            "GET", path, entries.listing(name), f"List {what}, in the order they count.", listed
        ),
        ControlOperation(
            "POST",
            path,
            entries.adding(name),
            f"Add {what} before or behind those of the profile.",
            _IDS,
            {"$ref": f"#/components/schemas/{added_schema(name)}"},
        ),
        ControlOperation(
            "DELETE", path, entries.removing(name), f"Remove {what} added.", _REMOVED, query=owner
        ),
        ControlOperation(
            "DELETE", one, entries.removing_one(name), "Remove one by its id.", _REMOVED
        ),
    )


OPERATIONS: tuple[ControlOperation, ...] = (
    ControlOperation(
        "GET",
        "/profile",
        profile.get_profile,
        "What was said of the profile that runs.",
        query={profile.DEFAULTS: "true: all keys that take part, with their defaults"},
    ),
    ControlOperation(
        "PUT", "/profile", profile.put_profile, "Run another profile.", OBJECT, PROFILE
    ),
    ControlOperation(
        "PATCH", "/profile", profile.patch_profile, "Change the profile that runs.", body=_CHANGE
    ),
    ControlOperation(
        "GET", "/origins", profile.get_origins, "Where each key's value comes from.", _NAMED
    ),
    ControlOperation(
        "GET", "/profiles", profile.get_profiles, "The profiles that can be run by name."
    ),
    ControlOperation("POST", "/reset", steering.reset, "Be as at the start, counters included."),
    ControlOperation("GET", "/phase", steering.get_phase, "Which phase runs.", _PHASE),
    ControlOperation(
        "POST", "/phase", steering.move_phase, "Begin the phases, skip or name one.", _PHASE, _MOVE
    ),
    ControlOperation(
        "POST", "/freeze", steering.freeze, "Let no answer of a model go on.", _FROZEN
    ),
    ControlOperation("POST", "/release", steering.release, "Let all go on.", _FROZEN),
    ControlOperation(
        "GET", "/tenants", tenants.list_tenants, "List who has a part of it.", _TENANTS
    ),
    ControlOperation(
        "DELETE", f"/tenants/<{tenants.NAME}>", tenants.remove_tenant, "Forget one.", _REMOVED
    ),
    *_of_list("/answers", "answers", "rules of answers"),
    *_of_list("/rules", "match", "rules of who gets what"),
)
