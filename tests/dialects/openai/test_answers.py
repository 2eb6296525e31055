"""What a model would answer is answered: `cases/answers/*.json`, and those beside the checkout.

A case has a `name`, a `request` (path, body) and an `answer`: `calls` (names of the tools that are
called), `items` (types of a response's items), `namespace`, `matches` (an expression that the
arguments of each call match, or else the text), `valid` (a JSON schema of the same), `fenced`
(whether the JSON is in a fenced block).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import jsonschema
import pytest

from tests.answering import Json, Said, say
from tests.serving import ROOT, Server
from tests.sharing import sharing

_FENCE = re.compile(r"```(?:json)?\n(.*)\n```", re.DOTALL)


def cases() -> list[Json]:
    """Return the cases; one that has the name of another goes before it."""
    found: dict[str, Json] = {}
    for folder in ("tests/cases/answers", "../shared/cases/answers"):
        for file in sorted((ROOT / folder).glob("*.json")):
            found |= {one["name"]: one for one in json.loads(file.read_text()) if "answer" in one}
    return list(found.values())


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the fast lane, and one without."""
    with sharing(module=request.param) as running:
        yield running


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("case", cases(), ids=lambda one: one["name"])
def test_a_request_gets_what_a_model_would_answer(server: Server, case: Json, stream: bool) -> None:
    asked, wanted = case["request"], case["answer"]
    said = say(server, asked["path"], asked["body"], stream=stream)
    assert said.names == wanted.get("calls", []), said
    assert said.reason == wanted.get("reason", said.reason)
    if "items" in wanted:
        assert said.items == wanted["items"]
    if "namespace" in wanted:
        assert {call.namespace for call in said.calls} == {wanted["namespace"]}
    for text in _texts(said, is_fenced=wanted.get("fenced", False)):
        assert re.search(wanted.get("matches", ""), text), text
        if "valid" in wanted:
            jsonschema.validate(json.loads(text), wanted["valid"])


def _texts(said: Said, *, is_fenced: bool) -> list[str]:
    if said.calls:
        return [call.arguments for call in said.calls]
    if not is_fenced:
        return [said.text]
    found = _FENCE.fullmatch(said.text)
    assert found, said.text
    return [found[1]]
