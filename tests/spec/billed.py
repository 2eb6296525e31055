"""Recorded exchanges that tell their usage, sorted by what their prompts are made of.

They are other projects' test data, and no part of this one: a folder `shared/recordings` beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

NAME = "shared/recordings/openai-2025-2026.jsonl"
ENDPOINTS = {"chat/completions": "chat", "responses": "responses", "completions": "completions"}
HOSTED = re.compile(r"web_search|file_search|code_interp|image_gen|mcp|computer|shell|tool_search")
MEDIA = {"file": "file", "input_file": "file", "input_audio": "audio"}
PICTURES = ("image_url", "input_image")


class Billed(NamedTuple):
    """One exchange.

    Attributes:
        endpoint: chat, responses, completions or embeddings.
        kind: what its prompt is made of.
        request: as it was sent, with the model that answered where it names none.
        tokens: what the prompt was billed.
        year: when, as "2026".
    """

    endpoint: str
    kind: str
    request: Json
    tokens: int
    year: str


def recordings(here: Path) -> Path | None:
    """Return where the recordings are, beside the project or one of the folders it is in."""
    return next((one / NAME for one in here.parents if (one / NAME).exists()), None)


def billed(file: Path) -> Iterator[Billed]:
    """Yield the exchanges with OpenAI's models that tell what their prompt was billed."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if (found := _billed(json.loads(line))) is not None:
                yield found


def _billed(one: Json) -> Billed | None:
    path = one["path"]
    endpoint = next((name for end, name in ENDPOINTS.items() if path.endswith(end)), None)
    endpoint = "embeddings" if path.endswith("embeddings") else endpoint
    answer = _answer(one["body"]) if one["status"] == 200 and endpoint else None
    usage = answer.get("usage") if answer else None
    if endpoint is None or answer is None or not usage:
        return None
    request: Json = json.loads(one["request"])
    request["model"] = request.get("model") or answer.get("model")
    if re.search("grok|cohere", request["model"], re.I) or _is_chained(request):
        return None
    tokens = usage.get("prompt_tokens", usage.get("input_tokens"))
    return Billed(endpoint, kind(request), request, tokens, one["when"][:4])


def _answer(body: str) -> Json | None:
    """Return an answer, or the last event that tells its usage; None for what is no JSON."""
    events = re.findall(r"^data: ?(\{.*)$", body, re.M) or [body]
    last: Json | None = None
    for event in events:
        try:
            told = json.loads(event)
        except ValueError:  # some recorders cut out what they thought secret
            continue
        response = told.get("response") or told if isinstance(told, dict) else {}
        last = response if response.get("usage") else last
    return last


def _is_chained(request: Json) -> bool:
    """Return whether a prompt goes on from what another exchange kept."""
    return bool({"previous_response_id", "conversation"} & request.keys()) or isinstance(
        request.get("prompt"), dict
    )


def kind(request: Json) -> str:
    """Return what a prompt is made of."""
    parts = set(_types(request.get("messages") or request.get("input")))
    for type_, name in MEDIA.items():
        if type_ in parts:
            return name
    if parts.intersection(PICTURES):
        return "image"
    tools = {one.get("type") for one in request.get("tools") or ()}
    if any(HOSTED.match(str(one)) for one in tools) or "search" in request["model"]:
        return "hosted tools"
    if "reasoning" in parts and parts.intersection(("function_call", "called")):
        return "thoughts"
    offers = "tools" if tools or request.get("functions") else ""
    results = parts.intersection(("function_call", "called", "custom_tool_call"))
    wanted = request.get("response_format") or (request.get("text") or {}).get("format") or {}
    if wanted.get("type") == "json_schema" and not offers and not results:
        return "json_schema"
    return "tools with results" if results else offers or "plain"


def _types(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("type"), str):
            yield value["type"]
        if value.get("tool_calls") or value.get("function_call"):
            yield "called"
        for name, one in value.items():
            if name not in ("parameters", "schema"):
                yield from _types(one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _types(one)
