"""What a server says, taken out of chat completions and responses, whole or streamed.

Both come down to texts, calls and the types of items, so that one test holds for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.requests import post
from tests.serving import Server
from tests.talking import ask

Json = dict[str, Any]

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
ENDPOINTS = (CHAT, RESPONSES)


@dataclass
class Call:
    """One call: of which tool, with what, under which id."""

    name: str
    arguments: str
    id: str = ""
    namespace: str | None = None

    @property
    def given(self) -> Any:
        """The arguments, decoded."""
        return json.loads(self.arguments)


@dataclass
class Said:
    """What one answer says.

    Attributes:
        text: all of its text.
        calls: its calls of functions and of custom tools.
        items: the types of a response's items; none for chat.
        reason: why chat ends, or a response's status.
        output: a response's items, or chat's one message.
        id: a response's id.
    """

    text: str = ""
    calls: list[Call] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    reason: str | None = None
    output: list[Json] = field(default_factory=list)
    id: str = ""

    @property
    def names(self) -> list[str]:
        """The tools that are called."""
        return [call.name for call in self.calls]


def say(server: Server, path: str, body: Json, *fields: str, stream: bool = False) -> Said:
    """Ask, and return what is said; the answer must be a 200."""
    sent = post(json.dumps({**body, "stream": stream}).encode(), *fields, path=path)
    response = ask(server, sent)
    assert response.status == 200, response.body
    if path == CHAT:
        return _chunked(events(response.body)) if stream else _chatted(json.loads(response.body))
    return responded(events(response.body)[-1]["response"] if stream else json.loads(response.body))


def events(body: bytes) -> list[Json]:
    """Return what the events of a stream hold."""
    lines = (line for line in body.decode().split("\n") if line.startswith("data: {"))
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def responded(response: Json) -> Said:
    """Return what a response says."""
    said = Said(reason=response["status"], output=response["output"], id=response["id"])
    for item in response["output"]:
        said.items.append(item["type"])
        if item["type"] == "message":
            said.text += "".join(part["text"] for part in item["content"])
        elif item["type"] in ("function_call", "custom_tool_call"):
            given = item["arguments"] if "arguments" in item else item["input"]
            made = Call(item["name"], given, item["call_id"], item.get("namespace"))
            said.calls.append(made)
    return said


def _chatted(answer: Json) -> Said:
    (choice,) = answer["choices"]
    message = choice["message"]
    said = Said(message["content"] or "", reason=choice["finish_reason"], output=[message])
    said.calls = [_call(one) for one in message.get("tool_calls", ())]
    if "function_call" in message:
        called = message["function_call"]
        said.calls.append(Call(called["name"], called["arguments"]))
    return said


def _call(made: Json) -> Call:
    inner = made.get("function") or made["custom"]
    return Call(inner["name"], inner.get("arguments", inner.get("input")), made["id"])


def _chunked(chunks: Sequence[Json]) -> Said:
    """Return what a stream says, put together as clients do."""
    said = Said()
    for choice in (one for chunk in chunks for one in chunk["choices"]):
        delta, said.reason = choice["delta"], choice["finish_reason"]
        said.text += str(delta.get("content") or "")
        for part in delta.get("tool_calls", ()):
            _add(said, part["index"], part.get("function") or part["custom"], part.get("id"))
        if "function_call" in delta:
            _add(said, 0, delta["function_call"], None)
    message: Json = {"role": "assistant", "content": said.text or None}
    if said.calls and said.calls[0].id:
        message["tool_calls"] = [
            {"id": one.id, "type": "function", "function": _named(one)} for one in said.calls
        ]
    said.output = [message]
    return said


def _named(call: Call) -> Json:
    return {"name": call.name, "arguments": call.arguments}


def _add(said: Said, place: int, inner: Json, made: str | None) -> None:
    if place == len(said.calls):
        said.calls.append(Call(inner["name"], "", made or ""))
    said.calls[place].arguments += str(inner.get("arguments", inner.get("input", "")))


def run(
    server: Server,
    path: str,
    prompt: str,
    tools: Sequence[Json],
    *,
    most: int = 12,
    stream: bool = False,
    **further: Any,
) -> list[Said]:
    """Run an agent's loop: call what is called, until a text or a final tool ends it.

    Args:
        server: who answers.
        path: of the endpoint.
        prompt: what the user says.
        tools: functions as chat has them; one whose name begins with "final" ends the loop.
        most: answers, before the loop is given up.
        stream: whether answers are streamed.
        further: members of each request.

    Returns:
        All answers; as many as `most` where the loop did not end.
    """
    history: list[Json] = [{"role": "user", "content": prompt}]
    offered = [one if path == CHAT else {"type": "function", **one["function"]} for one in tools]
    found: list[Said] = []
    while len(found) < most:
        key = "messages" if path == CHAT else "input"
        body = {"model": "gpt-4o-mini", key: history, "tools": offered, **further}
        said = say(server, path, body, stream=stream)
        found.append(said)
        if not said.calls or any(name.startswith("final") for name in said.names):
            break
        history += [*said.output, *(_result(path, one) for one in said.calls)]
    return found


def _result(path: str, call: Call) -> Json:
    if path == CHAT:
        return {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    return {"type": "function_call_output", "call_id": call.id, "output": "sunny"}
