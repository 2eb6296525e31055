"""Prompts that cost who reads them much: what many readers look for, again and again.

Each is a unit many times over, in a request whose prompt is read for something: tools that it
speaks of, JSON that it asks for and sketches, steps of an agent, a search.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.hostile.bodies import CHAT, RESPONSES
from tests.requests import post

Json = dict[str, Any]
Asking = Callable[[str], Json]

UNITS = (
    *(" ", "\n", "\t", "\u2028", "-", "_", '"', "{", "[", "(", "a | ", "a, ", "Paris ", "A-", "1,"),
    *("json ", "key ", "one of a, ", "list[", "def a(b, ", "- a: ", "`a` (", "Action: one of a\n"),
    *("Observation: a\n", "Name: a\n", "args {", '{"a": ', '"a" ', "// ", "/*", "<a>", "[[ ## a "),
    *("a@a.", "http://", "2024-01-", "é", "世界", "\U0001f600"),
)
_STEPS = """\
search: (query: str, {0}) - searches {0}
Use this format:
Question: what you are asked
Action: the action to take, one of [search, {0}]
Action Input: the input of the action
Observation: what came of it
Final Answer: the answer

Question: {0}
"""
_FIELDS = (
    "`next_tool_name` (str) `next_tool_args` (dict)\n"
    "(1) search, whose description is {0}. It takes arguments {{'query': {{'type': 'string'}}}}.\n"
    "{0}\nRespond with the corresponding output fields, `[[ ## next_tool_name ## ]]`, then {0}"
)
_CODE = "<code>\ndef search(query: str, {0}) -> str:\ndef final_answer(answer: any) -> any:\n{0}"


def _tool(name: str) -> Json:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def _chat(template: str, **further: Any) -> tuple[str, Asking]:
    """Return what asks for a chat whose prompt has a text in places of a template."""

    def asked(text: str) -> Json:
        messages = [{"role": "user", "content": template.format(text)}]
        return {"model": "gpt-4o-mini", "max_tokens": 2, "messages": messages, **further}

    return CHAT, asked


_TOOLS = [_tool("get_weather"), _tool("search_web")]
_HOSTED = [{"type": "web_search"}, {"type": "code_interpreter", "container": {"type": "auto"}}]
# name to path and body
ASKING: dict[str, tuple[str, Asking]] = {
    "plain": _chat("{0}"),
    "tools": _chat("What is the weather in Paris and Oslo? {0} x", tools=_TOOLS),
    "JSON": _chat("Return JSON with keys {0} x", response_format={"type": "json_object"}),
    "JSON in words": _chat("Respond only in JSON, in a code block. {0} x"),
    "sketch": _chat('Respond in JSON: {{"a": "{0}!", {0}'),
    "choices": _chat('Respond in JSON: {{"a": one of {0}!}}'),
    "steps": _chat(_STEPS),
    "fields": _chat(_FIELDS),
    "code": _chat(_CODE),
    "hosted tools": (
        RESPONSES,
        lambda text: {"model": "gpt-4o", "input": text, "tools": _HOSTED, "max_output_tokens": 16},
    ),
}


def requests(size: int) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the name of each way to ask, and its requests of about a size in bytes."""
    for name, (path, asking) in ASKING.items():
        yield f"prompt: {name}", [post(_body(asking, unit, size), path=path) for unit in UNITS]


def _body(asking: Asking, unit: str, size: int) -> bytes:
    empty, one = (len(json.dumps(asking(text))) for text in ("", unit))
    return json.dumps(asking(unit * max(1, (size - empty) // (one - empty)))).encode()
