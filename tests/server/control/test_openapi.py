"""The OpenAPI document: valid, whole, and true of every operation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from sanic_mock.dialects.control.openapi import document
from sanic_mock.dialects.control.vendor import Control
from tests.controlling import answered, control, controlled
from tests.serving import Server
from tests.talking import ask, serving_quietly

PHASES = {"phases": [{"name": "one", "for": "1h"}, {"name": "two"}]}
RULE = {"match": {"user": "x"}, "text": "y"}
FAST = b'Content-Length: 19\r\n\r\n{"extends": "fast"}'
# What each operation is sent, in this order.
CALLS: list[tuple[str, str, object]] = [
    ("PUT", "/profile", {"extends": "fast", "itl": {"token": "1ms"}, **PHASES}),
    ("PATCH", "/profile", {"latency": "1ms", "jitter": None}),
    ("GET", "/profile", None),
    ("GET", "/profile?defaults=true", None),
    ("GET", "/origins", None),
    ("GET", "/profiles", None),
    ("POST", "/phase", {"skip": True}),
    ("POST", "/phase", {"phase": "one"}),
    ("POST", "/phase", {"begin": True}),
    ("GET", "/phase", None),
    ("POST", "/freeze", None),
    ("POST", "/release", None),
    ("POST", "/answers", {"answers": [RULE], "place": "after", "ttl": "5m", "owner": "me"}),
    ("GET", "/answers", None),
    ("DELETE", "/answers/a1", None),
    ("DELETE", "/answers?owner=me", None),
    ("DELETE", "/answers", None),
    ("POST", "/rules", {"match": [{"model": "gpt-4*", "values": {"latency": "1ms"}}]}),
    ("GET", "/rules", None),
    ("DELETE", "/rules/m2", None),
    ("DELETE", "/rules", None),
    ("GET", "/tenants", None),
    ("DELETE", "/tenants/alice", None),
    ("POST", "/reset", None),
    ("GET", "/openapi.json", None),
    ("GET", "", None),
    ("GET", "/plan?path=/v1/embeddings&body=%7B%22model%22:%22e%22,%22input%22:%22Hi%22%7D", None),
    ("POST", "/plan", {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}),
    ("GET", "/requests", None),
    ("GET", "/requests/LATEST", None),
    ("GET", "/report", None),
    ("GET", "/usage", None),
]
REFUSED: list[tuple[str, str, object]] = [
    ("PATCH", "/profile", {"latncy": 1}),
    ("POST", "/phase", {}),
    ("DELETE", "/answers/a999", None),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("profiles") / "mine.yaml"
    path.write_text("{extends: fast, tenants: true}")
    with serving_quietly("-profile", str(path), "-ledger", "16") as one:
        yield one


def operation(method: str, path: str) -> dict[str, Any]:
    """Return what the document says of a call."""
    path = "/_mock" + path.partition("?")[0]
    for template, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in methods:
            found: dict[str, Any] = methods[method.lower()]
            return found
    raise AssertionError(f"{method} {path} is not in the document")


def check(schema: object, content: object) -> None:
    """Content is as a schema of the document says."""
    whole = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **document()}
    )
    registry: Registry[Any] = Registry().with_resource("urn:document", whole).crawl()
    (name,) = ("schema",)
    located = json.loads(json.dumps({name: schema}).replace('"#/', '"urn:document#/'))
    Draft202012Validator(located[name], registry=registry).validate(content)


def test_each_operation_is_in_the_document_and_is_called_here() -> None:
    there = {
        (one.method, one.template)
        for one in Control.OPERATIONS
        if one.template.startswith("/_mock") and one.template != "/_mock/"
    }
    told = {
        (method.upper(), re.sub(r"\{(\w+)\}", r"<\1>", path))
        for path, methods in document()["paths"].items()
        for method in methods
    }
    called = {id(operation(method, path)) for method, path, _ in CALLS}

    assert told == there
    assert len(called) == len(there)


def test_operations_have_names_of_their_own() -> None:
    names = [
        one["operationId"] for methods in document()["paths"].values() for one in methods.values()
    ]

    assert len(set(names)) == len(names)


def test_schemas_are_schemas() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_takes_and_answers_what_the_document_says(server: Server) -> None:
    answered(server)
    there = ask(server, b"PUT /t/alice/_mock/profile HTTP/1.1\r\nHost: x\r\n" + FAST)
    assert there.status == 200
    latest = controlled(server, "GET", "/requests")["requests"][0]["id"]
    for method, path, content in CALLS:
        told = operation(method, path)
        if content is not None:
            check(told["requestBody"]["content"]["application/json"]["schema"], content)
        answer = controlled(server, method, path.replace("LATEST", latest), content)
        check(told["responses"]["200"]["content"]["application/json"]["schema"], answer)


@pytest.mark.parametrize("path", ["", "/"])
def test_the_beginning_of_all_paths_lists_them(server: Server, path: str) -> None:
    listed = controlled(server, "GET", path)
    assert listed["GET /_mock/requests/<id>"] == "One of them, by its id."
    assert len(listed) == sum(map(len, document()["paths"].values()))


@pytest.mark.parametrize("path", ["/_mock", "/_mock/profile", "/_mock/none", "/health", "/ready"])
def test_an_answer_ends_its_line(server: Server, path: str) -> None:
    answer = ask(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    assert answer.body.endswith(b"}\n")


@pytest.mark.parametrize(
    ("path", "words"),
    [("/reqests", "nearest is /_mock/requests; GET /_mock "), ("/.zzz", " /_mock/.zzz; GET")],
)
def test_a_path_that_is_none_is_told_of_those_that_are(
    server: Server, path: str, words: str
) -> None:
    response = control(server, "GET", path)
    assert (response.status, words in response.body.decode()) == (404, True), response.body


@pytest.mark.parametrize(("method", "path", "content"), REFUSED)
def test_errors_are_what_the_document_says(
    server: Server, method: str, path: str, content: object
) -> None:
    response = control(server, method, path, content)
    told = operation(method, path)["responses"][str(response.status)]

    check(told["content"]["application/json"]["schema"], json.loads(response.body))


def test_the_document_that_is_served_is_this_one(server: Server) -> None:
    assert controlled(server, "GET", "/openapi.json") == json.loads(json.dumps(document()))
