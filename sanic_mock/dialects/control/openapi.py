"""The OpenAPI document of the operations on a running server, made of their table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from sanic_mock import __version__
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.controls import Controls
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.control.report import REPORTERS
from sanic_mock.dialects.control.requests import READERS, ReadOperation
from sanic_mock.dialects.control.table import (
    OPERATIONS,
    ROOT,
    ControlOperation,
    Schema,
    added_schema,
)
from sanic_mock.dialects.operation import Call, State
from sanic_mock.errors import Problem
from sanic_mock.profile import schema
from sanic_mock.profile.added import AddedList, schema_of_list
from sanic_mock.profile.nearest import nearest

_PART = re.compile(r"<(\w+)>")
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "code": {"type": ["string", "null"]},
                "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Wrong"}},
                "behind": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}
_WRONG: Schema = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "file": {"type": "string"},
        "line": {"type": "integer"},
        "key": {"type": "string"},
        "message": {"type": "string"},
    },
}
_FAILURES = {
    "400": "What was asked cannot be had: nothing has changed.",
    "401": "Only who has the admin token may ask.",
    "404": "There is no such thing, or whoever asks may not know.",
    "413": "The body is too large.",
    "504": "Not all workers follow yet; nothing is undone.",
}


def get_openapi(controls: Controls, call: Call) -> Whole:
    """Answer with the document."""
    return answer(document())


@cache
def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in described():
        path = _PART.sub(r"{\1}", ROOT + one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "sanic-mock while it runs", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": {
                "Profile": {"$id": "urn:sanic-mock:profile", **schema.json_schema()},
                **{added_schema(name): schema_of_list(name) for name in get_args(AddedList)},
                "Error": _ERROR,
                "Wrong": _WRONG,
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(one: ControlOperation | ReadOperation) -> dict[str, Any]:
    responses = {"200": _response("Done by all workers.", one.result)}
    error = {"$ref": "#/components/schemas/Error"}
    responses |= {status: _response(why, error) for status, why in _FAILURES.items()}
    words = re.findall(r"[a-z]+", one.path)
    return {
        "operationId": "_".join([one.method.lower(), *words]),
        "summary": one.doc,
        "parameters": [*_parameters(one)],
        **({} if one.body is None else {"requestBody": _body(one.body)}),
        "responses": responses,
    }


def _parameters(one: ControlOperation | ReadOperation) -> Iterator[dict[str, Any]]:
    text = {"type": "string"}
    for name in _PART.findall(one.path):
        yield {"name": name, "in": "path", "required": True, "schema": text}
    for name, doc in one.query.items():
        yield {"name": name, "in": "query", "description": doc, "schema": text}


def _body(content: Schema) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": content}}}


def _response(why: str, content: Schema) -> dict[str, Any]:
    return {"description": why, "content": {"application/json": {"schema": content}}}


OWN = ControlOperation("GET", "/openapi.json", get_openapi, "This document.")


def every() -> Iterable[ControlOperation]:
    """Return all operations that may change the server, and what tells of them."""
    return (*OPERATIONS, OWN)


def described() -> Iterable[ControlOperation | ReadOperation]:
    """Return all operations."""
    return (INDEX, *every(), *READERS, *REPORTERS)


def index(state: State, call: Call) -> Whole:
    """List all operations, and what each does."""
    return answer({f"{one.method} {ROOT}{one.path}": one.doc for one in described()})


INDEX = ReadOperation("GET", "", index, "What can be asked here.")


def unknown(path: str) -> Problem:
    """Word that a path is none of them, and which one may be meant."""
    near = nearest(path.removeprefix(ROOT), {one.path for one in described()} - {INDEX.path})
    meant = f"nearest is {ROOT}{near}; " if near else ""
    return Problem(404, f"There is no {path}; {meant}GET {ROOT} lists what there is.")
