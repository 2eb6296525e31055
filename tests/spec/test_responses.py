"""Whatever valid request Responses gets, each answer and event is what its document says."""

from __future__ import annotations

import json
from collections.abc import Sequence

import jsonschema
from hypothesis import given, settings

from tests.spec.asks_responses import asks
from tests.spec.asks_tools import CALLED
from tests.spec.openapi import Document
from tests.spec.talk import Event, Json, Talk

PATH = "/v1/responses"
EXAMPLES = 100
# Items of hosted tools, and how the tool's type begins.
HOSTED = {
    "web_search_call": "web_search",
    "file_search_call": "file_search",
    "code_interpreter_call": "code_interpreter",
    "image_generation_call": "image_generation",
    "mcp_list_tools": "mcp",
    "mcp_call": "mcp",
    "mcp_approval_request": "mcp",
    "computer_call": "computer",
    "shell_call": "shell",
    "shell_call_output": "shell",
    "local_shell_call": "local_shell",
    "apply_patch_call": "apply_patch",
}
ECHOED = (
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "parallel_tool_calls",
    "prompt_cache_key",
    "safety_identifier",
    "store",
    "temperature",
    "top_p",
    "truncation",
    "user",
)


@settings(max_examples=EXAMPLES)
@given(ask=asks(streamed=False))
def test_a_whole_response_is_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    answer = talk.post(PATH, ask).json()

    assert document.faults("Response", answer) == []
    check_response(ask, answer)


@settings(max_examples=EXAMPLES)
@given(ask=asks(streamed=True))
def test_each_event_is_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    events = talk.post(PATH, ask, raw=True).events()

    for event in events:
        assert event.name == event.value["type"]
        if "shell_call_command" in str(event.name):  # the document's next edition has them
            continue
        assert document.faults("ResponseStreamEvent", event.value) == []
    assert [event.value["sequence_number"] for event in events] == list(range(len(events)))
    check_order(ask, events)
    last = events[-1].value["response"]
    assert last["output"] == items(events)
    check_response(ask, last)


def check_order(ask: Json, events: Sequence[Event]) -> None:
    """Hold that a stream begins, ends and pads as it should."""
    names = [event.name for event in events]
    assert names[:2] == ["response.created", "response.in_progress"]
    assert names[-1] in ("response.completed", "response.incomplete")
    for begun in events[:2]:
        assert begun.value["response"]["status"] == "in_progress"
        assert begun.value["response"]["output"] == []
    # a command's are not padded: no recording has one
    deltas = [one.value for one in events if str(one.name).endswith(".delta")]
    deltas = [one for one in deltas if "command_index" not in one]
    padded = (ask.get("stream_options") or {}).get("include_obfuscation") is not False
    for delta in deltas:
        assert len(delta.get("obfuscation", "")) == (-len(delta["delta"]) % 16 if padded else 0)


def items(events: Sequence[Event]) -> list[Json]:
    """Return the items of a stream as they were when done, each held against its parts."""
    done: list[Json] = []
    for event in events:
        if event.name == "response.output_item.added":
            assert event.value["output_index"] == len(done)
            begun = event.value["item"]
        elif event.name == "response.output_item.done":
            item = event.value["item"]
            assert (item["id"], item["type"]) == (begun["id"], begun["type"])
            check_item(
                item, [one.value for one in events if one.value.get("item_id") == item["id"]]
            )
            done.append(item)
    return done


def check_item(item: Json, events: Sequence[Json]) -> None:
    """Hold that the fragments of an item join to what it is at last."""
    for kind, whole in wholes(item):
        deltas = [one["delta"] for one in events if one["type"] == f"response.{kind}.delta"]
        assert "".join(deltas) == whole
        (done,) = [one for one in events if one["type"] == f"response.{kind}.done"]
        assert whole in [done.get(name) for name in ("text", "arguments", "input", "code")]


def wholes(item: Json) -> list[tuple[str, str]]:
    """Return the texts of an item, each with the name that its events have."""
    if item["type"] == "function_call":
        return [("function_call_arguments", item["arguments"])]
    if item["type"] == "custom_tool_call":
        return [("custom_tool_call_input", item["input"])]
    if item["type"] == "message":
        return [("output_text", part["text"]) for part in item["content"]]
    if item["type"] == "code_interpreter_call":
        return [("code_interpreter_call_code", item["code"])]
    if item["type"] == "mcp_call":
        return [("mcp_call_arguments", item["arguments"])]
    if item["type"] != "reasoning":
        return []
    return [("reasoning_summary_text", part["text"]) for part in item["summary"][:1]]


def check_response(ask: Json, answer: Json) -> None:
    """Hold that a response says what was asked and adds up."""
    for name in ECHOED:
        if name in ask:
            assert answer[name] == ask[name], name
    for told, offered in zip(answer["tools"], as_told(ask.get("tools", ())), strict=True):
        check_tool(told, offered)
    assert answer["tool_choice"] == ask.get("tool_choice", "auto")
    wanted = (ask.get("text") or {}).get("format", {"type": "text"})
    assert answer["text"]["format"] == wanted | answer["text"]["format"]
    check_end(ask, answer)
    for item in answer["output"]:
        check_output(ask, item, answer["status"])
    kinds = [item["type"] for item in answer["output"]]
    assert kinds.count("message") <= 1
    if answer["status"] == "completed":
        assert kinds[-1] in ("message", "mcp_approval_request") or kinds[-1].endswith("_call")


# What is not told of a tool, as recorded.
UNTOLD = ("external_web_access", "action", "input_fidelity", "input_image_mask")
# Where a kind of tool is told among others; what is not here stands behind functions.
PLACES = {"function": 0, "custom": 2, "tool_search": 3, "namespace": 4}


def as_told(tools: Sequence[Json]) -> list[Json]:
    """Return tools in the order in which they are told."""
    return sorted(tools, key=lambda one: PLACES.get(one["type"], 1))


def check_tool(told: Json, offered: Json) -> None:
    """Hold that a tool is told again, and those in it.

    A place is told with what it lacks; a schema that is not said to be strict, as if it were.
    """
    if offered["type"] == "namespace":
        for inner, given in zip(told["tools"], offered["tools"], strict=True):
            check_tool(inner, given)
        told, offered = told | {"tools": []}, offered | {"tools": []}
    if offered.get("user_location"):
        place = told["user_location"]
        assert place == place | offered["user_location"]
        offered = offered | {"user_location": place}
    varying: Json = dict.fromkeys(UNTOLD)
    if offered.get("partial_images") == 0:  # it is not told then
        varying["partial_images"] = None
    if offered["type"] == "function" and "strict" not in offered:
        varying["parameters"] = None
    assert told | varying == told | offered | varying


def check_end(ask: Json, answer: Json) -> None:
    """Hold that status, details and usage agree."""
    usage, details = answer["usage"], answer["incomplete_details"]
    assert (answer["status"], details) in (
        ("completed", None),
        ("incomplete", {"reason": "max_output_tokens"}),
    )
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["output_tokens_details"]["reasoning_tokens"] <= usage["output_tokens"]
    if answer["status"] == "completed":
        assert answer["completed_at"] >= answer["created_at"]
    else:
        assert "max_output_tokens" in ask
    cap = ask.get("max_output_tokens")
    assert cap is None or usage["output_tokens"] <= cap


def check_output(ask: Json, item: Json, status: str) -> None:
    """Hold that an item is what was asked for."""
    tools = list(ask.get("tools", ()))
    tools += [inner for one in tools if one["type"] == "namespace" for inner in one["tools"]]
    offered = {one.get("name"): one for one in tools if one["type"] in CALLED}
    wanted = (ask.get("text") or {}).get("format", {})
    if kind := HOSTED.get(item["type"]):
        assert any(one["type"].startswith(kind) for one in tools)
    elif item["type"].endswith("_call"):
        assert ask.get("tool_choice") != "none"
        tool = offered[item["name"]]
        if item["type"] == "function_call" and status == "completed":
            jsonschema.validate(json.loads(item["arguments"]), tool.get("parameters") or {})
    elif item["type"] == "message" and status == "completed":
        (part,) = item["content"]
        if wanted.get("type") in ("json_object", "json_schema"):
            jsonschema.validate(json.loads(part["text"]), wanted.get("schema", {"type": "object"}))
        has_logprobs = "message.output_text.logprobs" in ask.get("include", ())
        assert bool(part["logprobs"]) is has_logprobs
