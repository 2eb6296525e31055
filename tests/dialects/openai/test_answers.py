"""What a model would answer is answered: the cases of `cases/answers/`; see `tests.casebook`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import jsonschema
import pytest

from tests.answering import Json, Said, say
from tests.casebook import answer_cases
from tests.serving import Server
from tests.sharing import sharing

_FENCE = re.compile(r"```(?:json)?\n(.*)\n```", re.DOTALL)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the fast lane, and one without."""
    with sharing(module=request.param) as running:
        yield running


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("case", answer_cases(), ids=lambda one: one["name"])
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
