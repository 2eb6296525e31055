"""A request that something is wrong with is refused in OpenAI's form, or answered."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec import asks_chat, asks_other, asks_responses
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk

ASKS = {
    "/v1/chat/completions": asks_chat.asks(streamed=False) | asks_chat.asks(streamed=True),
    "/v1/responses": asks_responses.asks(streamed=False) | asks_responses.asks(streamed=True),
    "/v1/completions": asks_other.completions(streamed=False),
    "/v1/embeddings": asks_other.EMBEDDINGS,
    "/v1/moderations": asks_other.MODERATIONS,
}
IGNORANT = ("/v1/moderations",)  # of parameters that it does not know
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x",
        [],
        [None],
        [[]],
        [0],
        ["x"],
        {},
        {"x": {}},
        {"type": 1},
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything inside a value."""
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [place for key, one in inner for place in [(*path, key), *places(one, (*path, key))]]


def spoilt(ask: Json, path: tuple[Any, ...], junk: Any, drops: bool) -> Json:
    """Return a request with something else at a place, or nothing."""
    changed: Any = copy.deepcopy(ask)
    spot = changed
    for key in path[:-1]:
        spot = spot[key]
    if drops:
        del spot[path[-1]]
    else:
        spot[path[-1]] = junk
    return dict(changed)


@pytest.mark.parametrize("path", ASKS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
@given(drawing=st.data())
def test_a_spoilt_request_breaks_nothing(
    document: Document, talk: Talk, path: str, drawing: st.DataObject
) -> None:
    ask = drawing.draw(ASKS[path])
    place = drawing.draw(st.sampled_from(places(ask)))
    changed = spoilt(ask, place, drawing.draw(JUNK), drawing.draw(st.booleans()))

    answer = talk.post(path, changed)

    assert answer.status in (200, 400, 404), answer.body
    if answer.status != 200:
        assert document.faults("ErrorResponse", answer.refusal()) == []


@pytest.mark.parametrize("path", [path for path in ASKS if path not in IGNORANT])
@settings(max_examples=10, suppress_health_check=[HealthCheck.differing_executors])
@given(drawing=st.data())
def test_an_unknown_parameter_is_refused(talk: Talk, path: str, drawing: st.DataObject) -> None:
    answer = talk.post(path, {**drawing.draw(ASKS[path]), "temprature": 1})

    assert answer.status == 400, answer.body
    assert "temprature" in answer.refusal()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/responses/resp_0", 404),
        ("DELETE", "/v1/responses/resp_0", 404),
        ("POST", "/v1/responses/resp_0/cancel", 404),
        ("GET", "/v1/responses/resp_0/input_items", 404),
        ("GET", "/v1/conversations/conv_0", 404),
        ("GET", "/v1/conversations/conv_0/items", 404),
        ("GET", "/v1/chat/completions/chatcmpl-0", 404),
        ("DELETE", "/v1/chat/completions/chatcmpl-0", 404),
        ("GET", "/v1/nowhere", 404),
        ("DELETE", "/v1/embeddings", 405),
    ],
)
def test_what_is_not_there_is_refused_as_documented(
    document: Document, talk: Talk, method: str, path: str, status: int
) -> None:
    answer = talk.ask(method, path, {} if method == "POST" else None)

    assert answer.status == status
    assert document.faults("ErrorResponse", answer.refusal()) == []
