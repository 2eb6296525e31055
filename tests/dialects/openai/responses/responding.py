"""Asks the Responses endpoint without a server, and takes its streams apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import State
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.patient_work import patiently

Json = dict[str, Any]

NOW_S = 1_795_447_216
PARIS: Json = {"role": "user", "content": "What is the weather in Paris? Use the get_weather tool."}
WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "Get current weather for a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
SQL: Json = {
    "type": "custom",
    "name": "execute_sql",
    "description": "Execute SQL query on the database.",
}
# What stands where something else is wanted.
JUNK: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", [], [None], [5], [[]], {}, {"type": 1})


class Asking:
    """One worker's endpoint, its engine and its store.

    Args:
        settings: what the server was asked to be.
    """

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings("test", **settings)
        self.state = State(self.settings, Store())
        self.endpoint = Responses(self.state)
        self._compiled = Compiled(self.settings)

    def read(self, asked: Json, *, is_strict: bool = True) -> tuple[ResponsesAsk, Reply]:
        """Return a request as it was read, however long that takes, and what it is replied."""
        body = json.dumps(asked).encode()
        endpoint = self.endpoint if is_strict else self.endpoint.lenient()
        ask = patiently(lambda: endpoint.parse(body))
        return ask, self._compiled.simulate(ask, self._compiled.chance.draw(body))

    def rendered(self, asked: Json, *, is_strict: bool = True) -> Whole | Events:
        """Answer a request."""
        ask, reply = self.read(asked, is_strict=is_strict)
        render = self.endpoint.events if ask.stream else self.endpoint.whole
        return render(ask, reply, NOW_S)

    def whole(self, asked: Json, **how: Any) -> Json:
        """Return the response to a request."""
        answer = self.rendered(asked, **how)
        assert isinstance(answer, Whole)
        response: Json = json.loads(answer.body)
        return response

    def stream(self, asked: Json, **how: Any) -> list[Json]:
        """Return the events of a stream."""
        answer = self.rendered(asked | {"stream": True}, **how)
        assert isinstance(answer, Events)
        return events(answer.everything())

    def status(self, asked: Json, *, is_strict: bool = True) -> int:
        """Return the status of an answer, whether it is refused or not."""
        try:
            answer = self.rendered(asked, is_strict=is_strict)
        except Problem as problem:
            return problem.status
        return 200 if isinstance(answer, Events) else answer.status

    def refused(self, asked: Json | bytes, *, is_strict: bool = True) -> Problem:
        """Return the problem with a request."""
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        endpoint = self.endpoint if is_strict else self.endpoint.lenient()
        try:
            endpoint.parse(body)
        except Problem as problem:
            return problem
        raise AssertionError(f"not refused: {body!r}")


def events(stream: bytes) -> list[Json]:
    """Take a stream apart; AssertionError where it is not laid out as OpenAI's."""
    *blocks, rest = stream.decode().split("\n\n")
    assert rest == ""
    return [_event(block) for block in blocks]


def _event(block: str) -> Json:
    name, told = block.split("\n")
    assert told.startswith("data: {"), told[:100]
    value: Json = json.loads(told.removeprefix("data: "))
    assert name == f"event: {value['type']}"
    return value


def kinds(told: Sequence[Json]) -> list[str]:
    """Return the events' types without their common beginning, repeated ones once."""
    found = [one["type"].removeprefix("response.") for one in told]
    return [one for place, one in enumerate(found) if place == 0 or one != found[place - 1]]


def spoilt(value: Any) -> Iterator[Any]:
    """Yield a value with junk in place of each of its parts, one at a time."""
    yield from JUNK
    inside = value.items() if isinstance(value, dict) else ()
    for place, inner in enumerate(value) if isinstance(value, list) else inside:
        for one in spoilt(inner):
            changed = value.copy()
            changed[place] = one
            yield changed
