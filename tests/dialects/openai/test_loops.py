"""Loops of calls and results end as a model would end them, whatever `tool_choice` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answering import CHAT, ENDPOINTS, RESPONSES, Json, run, say
from tests.serving import Server
from tests.sharing import sharing

PROMPT = 'Weather in "Paris", then describe Anna'


def tool(name: str, *keys: str, kind: str = "string") -> Json:
    """Return a function of chat."""
    schema = {
        "type": "object",
        "properties": {key: {"type": kind} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }
    return {"type": "function", "function": {"name": name, "parameters": schema}}


WEATHER, TIME, FINAL = (
    tool("weather", "city"),
    tool("local_time", "city"),
    tool("final_result", "n"),
)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the fast lane, and one without."""
    with sharing(module=request.param) as running:
        yield running


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize(
    ("tools", "names"),
    [
        ([WEATHER, FINAL], [["weather"], ["final_result"]]),
        ([FINAL, WEATHER], [["weather"], ["final_result"]]),
        ([WEATHER], [["weather"], []]),
        ([WEATHER, TIME], [["weather"], ["local_time"], []]),
        ([WEATHER, TIME, FINAL], [["weather"], ["final_result"]]),
        ([FINAL], [["final_result"]]),
        ([WEATHER, tool("WeatherReport", "text")], [["weather"], *[["WeatherReport"]] * 11]),
    ],
    ids=["final", "final first", "one", "two", "two and final", "final alone", "class"],
)
def test_a_loop_that_requires_tools_calls_each_once_and_ends(
    server: Server, path: str, stream: bool, tools: list[Json], names: list[list[str]]
) -> None:
    said = run(server, path, PROMPT, tools, tool_choice="required", stream=stream)
    assert [one.names for one in said] == names


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_loop_whose_final_tool_failed_calls_it_again(server: Server, path: str) -> None:
    tools = [tool("weather", "city"), tool("submit_answer", "text")]
    said = run(server, path, PROMPT, tools, tool_choice="required", most=4)
    assert [one.names for one in said] == [["weather"], *[["submit_answer"]] * 3]


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("is_parallel", [True, False])
def test_a_loop_that_may_call_tools_ends_with_a_text(
    server: Server, path: str, is_parallel: bool
) -> None:
    said = run(server, path, PROMPT, [WEATHER, TIME], parallel_tool_calls=is_parallel)
    assert [one.names for one in said] == [["weather"], []]
    assert "sunny" in said[-1].text


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_tool_that_finishes_is_called_where_none_must_be(server: Server, path: str) -> None:
    said = run(server, path, PROMPT, [WEATHER, tool("finish", "summary")], most=3)
    assert [one.names for one in said] == [["weather"], ["finish"], []]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_what_the_user_says_next_begins_anew(server: Server, path: str) -> None:
    history = [*_history(path), {"role": "user", "content": "And the weather in Oslo?"}]
    said = say(server, path, _asked(path, history, [WEATHER, FINAL]))
    assert said.names == ["weather"]
    assert said.calls[0].given == {"city": "Oslo"}


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_tool_that_the_client_names_is_called_again(server: Server, path: str) -> None:
    choice: Json = {"type": "function", "name": "weather"}
    if path == CHAT:
        choice = {"type": "function", "function": {"name": "weather"}}
    asked = _asked(path, _history(path), [WEATHER, FINAL]) | {"tool_choice": choice}
    assert say(server, path, asked).names == ["weather"]


def test_a_response_before_counts(server: Server) -> None:
    asked = _asked(RESPONSES, [{"role": "user", "content": PROMPT}], [WEATHER, FINAL])
    asked |= {"tool_choice": "required"}
    first = say(server, RESPONSES, asked)
    assert first.names == ["weather"]
    output = {"type": "function_call_output", "call_id": first.calls[0].id, "output": "sunny"}
    further = asked | {"input": [output], "previous_response_id": first.id}
    assert say(server, RESPONSES, further).names == ["final_result"]


def test_the_deprecated_functions_end_too(server: Server) -> None:
    functions = [one["function"] for one in (WEATHER, tool("finish", "summary"))]
    called = {"role": "assistant", "content": None,
              "function_call": {"name": "weather", "arguments": "{}"}}  # fmt: skip
    history: list[Json] = [{"role": "user", "content": PROMPT}]
    for names in (["weather"], ["finish"], []):
        body = {"model": "gpt-4o-mini", "messages": history, "functions": functions}
        said = say(server, CHAT, body)
        assert said.names == names
        if names:
            call = called | {"function_call": {"name": names[0], "arguments": "{}"}}
            history += [call, {"role": "function", "name": names[0], "content": "sunny"}]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_tools_that_are_allowed_end_too(server: Server, path: str) -> None:
    named: list[Json] = [{"type": "function", "name": "weather"}]
    if path == CHAT:
        named = [{"type": "function", "function": {"name": "weather"}}]
    inner: Json = {"mode": "required", "tools": named}
    choice = {"type": "allowed_tools", **({"allowed_tools": inner} if path == CHAT else inner)}
    said = run(server, path, PROMPT, [WEATHER, TIME], tool_choice=choice)
    assert [one.names for one in said] == [["weather"], []]


@pytest.mark.parametrize("choice", ["auto", "required"])
def test_a_seed_without_a_usable_tool_gets_a_text(server: Server, choice: str) -> None:
    body = _asked(CHAT, [{"role": "user", "content": "Hi"}], []) | {"seed": 3}
    body |= {"tools": [{"type": "function"}], "tool_choice": choice}
    assert say(server, CHAT, body, "x-mock-mode: lenient").text


IMAGE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQAB"
    "h6FO1AAAAABJRU5ErkJggg=="
)
HANDED_ON = "Analyze the tool result. If requirements are met, provide the Final Answer."


def _image(path: str) -> Json:
    if path == CHAT:
        return {"type": "image_url", "image_url": {"url": IMAGE}}
    return {"type": "input_image", "image_url": IMAGE, "detail": "auto"}


def _text(path: str, text: str) -> Json:
    return {"type": "text" if path == CHAT else "input_text", "text": text}


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("choice", ["auto", "required"])
def test_a_file_that_a_client_hands_on_belongs_to_the_result(
    server: Server, path: str, choice: str
) -> None:
    shown = [_text(path, "This is file 44db51:"), _image(path)]
    asked = _asked(path, [*_history(path), {"role": "user", "content": shown}], [WEATHER])
    assert "sunny" in say(server, path, asked | {"tool_choice": choice}).text


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_file_that_a_client_wraps_in_messages_belongs_to_the_result(
    server: Server, path: str
) -> None:
    parts = [_text(path, "<shown>"), _image(path), _text(path, "</shown>")]
    said = [{"role": "user", "content": [part]} for part in parts]
    assert "sunny" in say(server, path, _asked(path, [*_history(path), *said], [WEATHER])).text


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_question_about_an_image_begins_anew(server: Server, path: str) -> None:
    shown = [_text(path, "And the weather in Oslo, as in this image?"), _image(path)]
    asked = _asked(path, [*_history(path), {"role": "user", "content": shown}], [WEATHER])
    assert say(server, path, asked).names == ["weather"]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_text_about_the_result_begins_nothing(server: Server, path: str) -> None:
    history = [*_history(path), {"role": "user", "content": HANDED_ON}]
    assert "sunny" in say(server, path, _asked(path, history, [WEATHER])).text
    again = [*history, *_history(path, "call_2")[1:], {"role": "user", "content": HANDED_ON}]
    assert "sunny" in say(server, path, _asked(path, again, [WEATHER, TIME])).text


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize(
    "prompt",
    [
        "Acknowledge the available weather tool without calling it.",
        "What could you ask the weather in Paris with? Do not call it yet.",
        "Weather in Paris? Don't use any tools.",
    ],
)
def test_what_the_user_forbids_is_not_called(server: Server, path: str, prompt: str) -> None:
    asked = _asked(path, [{"role": "user", "content": prompt}], [WEATHER, TIME])
    assert not say(server, path, asked).calls
    assert say(server, path, asked | {"tool_choice": "required"}).calls


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_result_that_asks_for_another_try_gets_it_twice(server: Server, path: str) -> None:
    _, called, result = _history(path)
    user = {"role": "user", "content": "What is the weather in CDMX?"}
    told = "content" if path == CHAT else "output"
    failed = result | {told: "Did you mean Mexico City?\n\nFix the errors and try again."}
    said = say(server, path, _asked(path, [user, called, failed], [WEATHER]))
    assert [one.given for one in said.calls] == [{"city": "Mexico City"}]

    history = [user, *(one for name in "123" for one in _tried(path, name, failed))]
    assert say(server, path, _asked(path, history[:5], [WEATHER])).names == ["weather"]
    assert not say(server, path, _asked(path, history, [WEATHER])).calls


def _tried(path: str, name: str, failed: Json) -> list[Json]:
    key = "tool_call_id" if path == CHAT else "call_id"
    return [_history(path, name)[1], failed | {key: name}]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_tool_that_a_search_found_is_called_next(server: Server, path: str) -> None:
    *before, result = _history(path)
    told = "content" if path == CHAT else "output"
    found = result | {told: '{"discovered_tools":[{"name":"local_time"}]}'}
    assert say(server, path, _asked(path, [*before, found], [WEATHER, TIME])).names == [
        "local_time"
    ]


@pytest.mark.parametrize(("model", "reason"), [("gpt-4o", "stop"), ("gpt-5-mini", "tool_calls")])
def test_why_an_answer_ends_with_a_function_that_was_named(
    server: Server, model: str, reason: str
) -> None:
    asked = _asked(CHAT, _history(CHAT)[:1], [WEATHER]) | {"model": model}
    asked["tool_choice"] = {"type": "function", "function": {"name": "weather"}}
    assert say(server, CHAT, asked).reason == reason


def _history(path: str, name: str = "call_1") -> list[Json]:
    user = {"role": "user", "content": PROMPT}
    if path == CHAT:
        inner = {"name": "weather", "arguments": "{}"}
        made = {"id": name, "type": "function", "function": inner}
        answered = {"role": "tool", "tool_call_id": name, "content": "sunny"}
        return [user, {"role": "assistant", "content": None, "tool_calls": [made]}, answered]
    called = {"type": "function_call", "call_id": name, "name": "weather", "arguments": "{}"}
    return [user, called, {"type": "function_call_output", "call_id": name, "output": "sunny"}]


def _asked(path: str, history: list[Json], tools: list[Json]) -> Json:
    key = "messages" if path == CHAT else "input"
    return {"model": "gpt-4o-mini", key: history, **_offered(path, tools)}


def _offered(path: str, tools: list[Json]) -> dict[str, Any]:
    if not tools:
        return {}
    return {"tools": [one if path == CHAT else {"type": "function", **one["function"]}
                      for one in tools]}  # fmt: skip
