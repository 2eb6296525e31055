"""What is wrong with what an answer says: each as its vendor sends it, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.distributions import Constant
from sanic_mock.errors import Sliced
from sanic_mock.server.routes import Routes
from sanic_mock.settings import Settings, Tokens
from tests.faulting import AT_ONCE, IN_TIME, servers
from tests.requests import post
from tests.server.compiled import compiled
from tests.serving import Server
from tests.talking import ask

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
DEPLOYED = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
Json = dict[str, Any]

server = servers({"at-once": AT_ONCE, "in-time": IN_TIME})


def body(*, calls: bool, stream: bool, path: str, prompt: str = "") -> bytes:
    """Return a request for a text, or for a call of a tool."""
    prompt = prompt or "What is the weather in Oslo?"
    function: Json = {"name": "get_weather", "parameters": SCHEMA}
    if path == RESPONSES:
        given: Json = {"input": prompt}
        tool = {"type": "function", **function}
    else:
        given = {"messages": [{"role": "user", "content": prompt}]}
        tool = {"type": "function", "function": function}
    if stream and path != RESPONSES:
        given["stream_options"] = {"include_usage": True}
    if calls:
        given |= {"tools": [tool], "tool_choice": "required"}
    return json.dumps({"model": "gpt-4o", "stream": stream, **given}).encode()


def answered(
    server: Server, fault: str, path: str, way: tuple[str, ...] = (), **asked: Any
) -> list[Json]:
    """Return an answer's JSON, or that of its events."""
    request = post(body(path=path, **asked), f"x-mock-fault: {fault}", *way, path=path)
    response = ask(server, request)
    assert response.status == 200
    if not asked["stream"]:
        return [json.loads(response.body)]
    lines = response.body.decode().splitlines()
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    return [json.loads(one) for one in data if one != "[DONE]"]


class Chat:
    """What a chat answer comes to, whole or streamed."""

    def __init__(self, values: list[Json]) -> None:
        self.values = values
        self.is_stream = "delta" in json.dumps(values[-1]["choices"] or {"delta": 0})
        self.usage = values[-1]["usage"]
        self.choices = [one["choices"][0] for one in values if one["choices"]]
        self.finish_reason = self.choices[-1]["finish_reason"]
        self.content, self.refusal = self._joined("content"), self._joined("refusal")

    def _joined(self, member: str) -> str | None:
        said = [one.get("delta") or one.get("message") or {} for one in self.choices]
        texts = [one[member] for one in said if one.get(member) is not None]
        return "".join(texts) if texts else None


def chat(server: Server, fault: str, path: str = CHAT, **asked: Any) -> Chat:
    return Chat(answered(server, fault, path, **asked))


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def stream(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("path", [CHAT, DEPLOYED])
@pytest.mark.parametrize("reason", ["content_filter", "length"])
def test_a_text_is_cut(server: Server, stream: bool, path: str, reason: str) -> None:
    found = chat(server, f"{reason};tokens=4", path, calls=False, stream=stream)
    whole = chat(server, "close", path, calls=False, stream=stream)
    assert found.finish_reason == reason
    assert found.usage["completion_tokens"] == 4
    assert found.content
    assert whole.content
    assert len(found.content) < len(whole.content)
    if path == DEPLOYED:
        filters = found.choices[-1]["content_filter_results"]
        assert filters.get("hate", {}).get("filtered", False) == (reason == "content_filter")


def test_both_lanes_answer_alike(server: Server, way: tuple[str, ...], stream: bool) -> None:
    values = answered(server, "content_filter", CHAT, way, calls=False, stream=stream)
    assert Chat(values).finish_reason == "content_filter"


@pytest.mark.parametrize("path", [CHAT, DEPLOYED])
@pytest.mark.parametrize("calls", [False, True])
def test_a_refusal_is_told_apart(server: Server, stream: bool, path: str, calls: bool) -> None:
    found = chat(server, "refusal;message=Not me.", path, calls=calls, stream=stream)
    assert (found.refusal, found.content, found.finish_reason) == ("Not me.", None, "stop")
    assert found.usage["completion_tokens"] == 3
    assert "tool_calls" not in json.dumps(found.values)


@pytest.mark.parametrize("path", [CHAT, DEPLOYED])
@pytest.mark.parametrize("calls", [False, True])
def test_an_answer_may_say_nothing(server: Server, stream: bool, path: str, calls: bool) -> None:
    found = chat(server, "empty", path, calls=calls, stream=stream)
    assert (found.content, found.refusal, found.finish_reason) == ("", None, "stop")
    assert found.usage["completion_tokens"] == 0


def tool_calls(found: Chat) -> dict[int, Json]:
    """Return calls by their index, each put together from its fragments."""
    calls: dict[int, Json] = {}
    for choice in found.choices:
        said = choice["message"] if "message" in choice else choice["delta"]
        for place, one in enumerate(said.get("tool_calls") or ()):
            call = calls.setdefault(one.get("index", place), {"arguments": ""})
            call |= {"id": one["id"], "name": one["function"]["name"]} if "id" in one else {}
            call["arguments"] += one["function"]["arguments"]
    return calls


@pytest.mark.parametrize("path", [CHAT, DEPLOYED])
def test_a_call_may_be_cut(server: Server, stream: bool, path: str) -> None:
    found = chat(server, "length", path, calls=True, stream=stream)
    (call,) = tool_calls(found).values()
    assert found.finish_reason == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(call["arguments"])


@pytest.mark.parametrize("path", [CHAT, DEPLOYED])
def test_arguments_may_be_no_json(server: Server, stream: bool, path: str) -> None:
    found = chat(server, "bad_call;what=not_json", path, calls=True, stream=stream)
    (call,) = tool_calls(found).values()
    assert call["arguments"].startswith("{")
    with pytest.raises(json.JSONDecodeError):
        json.loads(call["arguments"])


def test_arguments_may_break_their_schema(server: Server, stream: bool) -> None:
    found = chat(server, "bad_call;what=schema", calls=True, stream=stream)
    (call,) = tool_calls(found).values()
    arguments = json.loads(call["arguments"])
    assert set(arguments) == {"city", "days", "unexpected"}
    assert not isinstance(arguments["city"], str)
    assert not isinstance(arguments["days"], int)


def test_a_tool_may_be_unknown(server: Server, stream: bool) -> None:
    found = chat(server, "bad_call;what=unknown_tool", calls=True, stream=stream)
    (call,) = tool_calls(found).values()
    assert call["name"] == "get_weather_v2"
    assert set(json.loads(call["arguments"])) == {"city", "days"}


@pytest.mark.parametrize("prompt", ["The weather in Oslo", "The weather in Oslo and Rome"])
def test_ids_may_repeat(server: Server, stream: bool, prompt: str) -> None:
    fault = "bad_call;what=duplicate_ids"
    found = chat(server, fault, calls=True, stream=stream, prompt=prompt)
    calls = tool_calls(found)
    assert sorted(calls) == [0, 1]
    assert calls[0]["id"] == calls[1]["id"]


def test_fragments_may_come_under_another_index(server: Server) -> None:
    found = chat(server, "bad_call;what=wrong_index", calls=True, stream=True)
    calls = tool_calls(found)
    assert calls[0]["name"] == "get_weather"
    assert calls[0]["arguments"] == ""
    assert set(json.loads(calls[1]["arguments"])) == {"city", "days"}


def test_a_whole_answer_has_no_index(server: Server) -> None:
    found = chat(server, "bad_call;what=wrong_index", calls=True, stream=False)
    assert set(json.loads(tool_calls(found)[0]["arguments"])) == {"city", "days"}


@pytest.mark.parametrize("what", ["not_json", "schema", "unknown_tool", "duplicate_ids"])
def test_a_text_has_no_calls_to_spoil(server: Server, stream: bool, what: str) -> None:
    found = chat(server, f"bad_call;what={what}", calls=False, stream=stream)
    assert found.finish_reason == "stop"
    assert found.content


def response(server: Server, fault: str, *, calls: bool, stream: bool) -> tuple[Json, list[Json]]:
    """Return a response as it is at its end, and its events."""
    values = answered(server, fault, RESPONSES, calls=calls, stream=stream)
    return (values[-1]["response"] if stream else values[0]), values


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("content_filter", "content_filter"), ("length", "max_output_tokens")],
)
def test_a_response_is_incomplete(server: Server, stream: bool, fault: str, reason: str) -> None:
    found, events = response(server, f"{fault};tokens=4", calls=False, stream=stream)
    assert (found["status"], found["incomplete_details"]) == ("incomplete", {"reason": reason})
    assert found["output"][-1]["status"] == "incomplete"
    assert found["usage"]["output_tokens"] == 5
    if stream:
        assert events[-1]["type"] == "response.incomplete"


def test_a_response_may_refuse(server: Server, stream: bool) -> None:
    found, events = response(server, "refusal;message=Not me.", calls=True, stream=stream)
    assert found["status"] == "completed"
    (item,) = found["output"]
    assert item["content"] == [{"type": "refusal", "refusal": "Not me."}]
    if stream:
        kinds = [one["type"] for one in events]
        deltas = [one["delta"] for one in events if one["type"] == "response.refusal.delta"]
        assert "".join(deltas) == "Not me."
        assert kinds[-4:] == [
            "response.refusal.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]
        assert "response.output_text.delta" not in kinds


def test_a_response_may_say_nothing(server: Server, stream: bool) -> None:
    found, _ = response(server, "empty", calls=True, stream=stream)
    (item,) = found["output"]
    assert (found["status"], item["content"][0]["text"]) == ("completed", "")


@pytest.mark.parametrize("what", ["not_json", "schema", "unknown_tool", "duplicate_ids"])
def test_a_response_may_have_bad_calls(server: Server, stream: bool, what: str) -> None:
    found, _ = response(server, f"bad_call;what={what}", calls=True, stream=stream)
    first, *others = found["output"]
    match what:
        case "not_json":
            with pytest.raises(json.JSONDecodeError):
                json.loads(first["arguments"])
        case "schema":
            assert json.loads(first["arguments"])["unexpected"] is True
        case "unknown_tool":
            assert first["name"] == "get_weather_v2"
        case "duplicate_ids":
            assert [one["call_id"] for one in others] == [first["call_id"]]


def test_fragments_of_a_response_may_come_under_another_index(server: Server) -> None:
    _, events = response(server, "bad_call;what=wrong_index", calls=True, stream=True)
    deltas = [one for one in events if one["type"] == "response.function_call_arguments.delta"]
    added = next(one for one in events if one["type"] == "response.output_item.added")
    assert {one["output_index"] for one in deltas} == {added["output_index"] + 1}


@pytest.mark.parametrize("fault", ["content_filter;tokens=3", "refusal", "empty", "length"])
def test_completions_of_texts_change_too(server: Server, stream: bool, fault: str) -> None:
    path = "/v1/completions"
    told = {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello", "stream": stream}
    given = post(json.dumps(told).encode(), f"x-mock-fault: {fault}", path=path)
    text = ask(server, given).body.decode()
    reason = fault.partition(";")[0]
    wanted = reason if reason in ("content_filter", "length") else "stop"
    assert f'"finish_reason":"{wanted}"' in text.replace('": "', '":"')
    assert ("I'm" in text) == (fault == "refusal")


def test_refusals_come_first_then_content_then_stages(server: Server) -> None:
    given = body(calls=False, stream=True, path=CHAT)
    fields = "x-mock-fault: cut;after=2tokens, empty, status;code=503"
    assert ask(server, post(given, fields)).status == 503


def test_a_long_stream_leaves_in_slices_though_a_fault_changes_what_it_says() -> None:
    settings = Settings("long", seed=7, tokens=Tokens(Constant(5000)))
    fields = {"x-mock-fault": "length;tokens=4000"}
    route = Routes(compiled(settings)).route(RequestHead("POST", CHAT, "", fields))
    assert route is not None
    assert route.answer_now is not None

    with pytest.raises(Sliced):
        route.answer_now(body(calls=False, stream=True, path=CHAT))
