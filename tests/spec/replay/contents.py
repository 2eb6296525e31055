"""What a recorded prompt is made of, and how near each kind is billed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]

_HOSTED = re.compile(r"web_search|file_search|code_interp|image_gen|mcp|computer|shell|tool_search")
_MEDIA = {"file": "files", "input_file": "files", "input_audio": "sound"}
_PICTURES = ("image_url", "input_image")
_ADDRESSES = ("file_id", "file_url", "image_url", "url")


class Kind(NamedTuple):
    """How near a kind of prompts is billed.

    Attributes:
        exact: the least part that is billed to the token.
        off: the most by which one in twenty is wrong, as a part of what was billed; None where
            nobody can know it from a request.
        why: what is off.
    """

    exact: float
    off: float | None
    why: str = ""


TEXTS, KEPT_IMAGES, KEPT_FILES = "texts alone", "images behind an address", "files kept by OpenAI"
SEARCHES = "what a search finds"
KINDS = {
    TEXTS: Kind(0.99, 0.01, "one message and one empty embedding, by one token"),
    "functions offered": Kind(
        0.95, 0.01, "an object within a list whose property may be of several types"
    ),
    "calls and their results": Kind(
        0.9, 0.03, "results of several calls told in ASCII, in 2025; phases of answers"
    ),
    "schemas of answers": Kind(0.95, 0.01),
    "thoughts told again": Kind(
        0.1, 0.06, "how long a thought is that OpenAI encrypted, is guessed from its letters"
    ),
    "images": Kind(0.9, 0.03, "one of gpt-4.1-mini at chat in August 2026, by one token"),
    KEPT_IMAGES: Kind(0.0, None, "sizes that the address does not name"),
    "files": Kind(
        0.7, 0.03, "a file alone behind calls, by two tokens; a document of Word's, by one"
    ),
    KEPT_FILES: Kind(0.0, None, "texts that nobody tells"),
    "OpenAI's own tools": Kind(
        0.35, 0.04, "searches for tools that the answer makes; what a client searched for"
    ),
    SEARCHES: Kind(0.0, 0.03, "how long the pages are that a search finds"),
}
_SEARCHED = re.compile(rb'"type": ?"(web_search|file_search|code_interpreter|mcp)_call"')


def kind(request: Json, answer: bytes = b"") -> str:
    """Return what a prompt is made of.

    Args:
        request: as it was sent.
        answer: what was answered, which tells whether something was searched for.
    """
    said = request.get("messages") or request.get("input")
    parts = set(_types(said))
    results = parts.intersection(("function_call", "called", "custom_tool_call"))
    tools = {one.get("type") for one in request.get("tools") or ()}
    is_hosted = any(_HOSTED.match(str(one)) for one in tools)
    if "reasoning" in parts and results and not is_hosted and not _has_address(said, _ADDRESSES):
        return "thoughts told again"
    if found := parts.intersection(_MEDIA):
        return KEPT_FILES if _has_address(said, _ADDRESSES) else _MEDIA[min(found)]
    if parts.intersection(_PICTURES):
        return KEPT_IMAGES if _has_address(said, _ADDRESSES) else "images"
    if is_hosted or "search" in str(request.get("model")):
        return SEARCHES if _SEARCHED.search(answer) else "OpenAI's own tools"
    if results:
        return "calls and their results"
    if tools or request.get("functions"):
        return "functions offered"
    wanted = request.get("response_format") or (request.get("text") or {}).get("format") or {}
    return "schemas of answers" if wanted.get("type") == "json_schema" else TEXTS


def _has_address(value: Any, names: tuple[str, ...]) -> bool:
    """Return whether something is told by an id or a URL alone."""
    if isinstance(value, Mapping):
        told = (value[name] for name in names if name in value)
        held = any(isinstance(one, str) and not one.startswith("data:") for one in told)
        return held or any(_has_address(one, names) for one in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_has_address(one, names) for one in value)
    return False


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
