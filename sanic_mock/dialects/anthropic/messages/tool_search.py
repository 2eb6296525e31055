"""A search for tools that Anthropic runs for an answer: what is looked for, and what is found.

It is run where a tool waits that the prompt speaks of, where a choice asks for it, or the prompt
asks for tools; what it finds may be called in the same answer [messages-2026].
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import deferral, history, server_run
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.engine.long_runs import count_tokens
from sanic_mock.engine.schema.names import tokens_of

KIND = deferral.TOOL_SEARCH
_REGEX, _BM25 = f"{KIND}_regex", f"{KIND}_bm25"
MOST_FOUND = 5
_MOST_WORDS, _LEAST_LETTERS = 8, 3
# A word of a tool's name says more of it than one of its description.
_NAMED, _DESCRIBED = 3, 1
_WORDS = re.compile(r"[^\W_]+")
_COMMON = frozenset((
    *("the", "and", "for", "with", "from", "into", "about", "like", "then", "this", "that"),
    *("you", "your", "can", "could", "would", "please", "need", "want", "any", "some", "all"),
    *("what", "which", "who", "how", "are", "was", "were", "use", "using", "get", "give"),
    *("tell", "show", "make", "find", "call", "tool", "tools", "result"),
))  # fmt: skip
_FRAME = 100  # what frames a call and its result
_BILLED = server_run.billed()
_encode = msgspec.json.Encoder().encode


class _Schema(msgspec.Struct):
    """What an input schema says of the arguments' names."""

    properties: dict[str, msgspec.Raw] | None = None


_decode = msgspec.json.Decoder(_Schema).decode


def read_tool_search(request: MessagesRequest) -> ServerRun | None:
    """Return the search for tools that an answer makes; None for none."""
    if not (waiting := deferral.waiting(request)):
        return None
    prompt = history.last_user_text(request.messages)
    found = find_tools(waiting, prompt) or (waiting[:MOST_FOUND] if _is_forced(request) else ())
    asks = partial(hosted_tools.is_asked_for, KIND)
    spec = server_run.used(request, KIND, lambda said: found or asks(said))
    if spec is None:
        return None
    name, arguments = _call(spec, prompt)
    names = tuple(tool.name for tool in found)
    tokens = _FRAME + sum(count_tokens(_encode(tool).decode()) for tool in found)
    result = partial(server_run.result_json, f"{KIND}_result", _content(names))
    return ServerRun(name, arguments, tokens, result, billed=_BILLED, loads=names, reads_again=True)


def find_tools(tools: Sequence[OfferedTool], prompt: str) -> Sequence[OfferedTool]:
    """Return the tools that a prompt speaks of, the most spoken of first."""
    words = frozenset(map(_stem, _words(prompt)))
    scored = [(score, tool) for tool in tools if (score := _score(tool, words))]
    scored.sort(key=lambda one: -one[0])
    return [tool for score, tool in scored[:MOST_FOUND] if 2 * score >= scored[0][0]]


def _is_forced(request: MessagesRequest) -> bool:
    """Return whether a tool is to be called, and all of the client's own wait."""
    if request.tool_choice is None or request.tool_choice.type != "any":
        return False
    return all(tool.defer_loading for tool in request.tools or () if tool.is_own)


def _call(spec: OfferedTool, prompt: str) -> tuple[str, str]:
    """Return which search is called, and with what, in JSON."""
    words = list(dict.fromkeys(_words(prompt)))[:_MOST_WORDS] or ["tool"]
    if (spec.type or "").startswith(_REGEX):
        return _REGEX, _encode({"pattern": "|".join(words), "limit": 2 * MOST_FOUND}).decode()
    return _BM25, _encode({"query": " ".join(words), "limit": MOST_FOUND}).decode()


def _content(names: Sequence[str]) -> dict[str, Any]:
    found = [{"type": "tool_reference", "tool_name": name} for name in names]
    return {"type": f"{KIND}_search_result", "tool_references": found}


def _score(tool: OfferedTool, words: frozenset[str]) -> int:
    """Return how much a tool is spoken of: by its name, its description, its arguments' names."""
    named = frozenset(map(_stem, tokens_of(tool.name)))
    described = frozenset(map(_stem, _words(tool.description or ""))).union(_arguments(tool))
    return _NAMED * len(words & named) + _DESCRIBED * len(words & (described - named))


def _arguments(tool: OfferedTool) -> Iterator[str]:
    try:
        names = _decode(tool.input_schema).properties or ()
    except msgspec.MsgspecError:  # a lenient server takes any schema
        return
    for name in names:
        yield from map(_stem, tokens_of(name))


def _words(text: str) -> Iterator[str]:
    for found in _WORDS.finditer(text.lower()):
        if len(found[0]) >= _LEAST_LETTERS and found[0] not in _COMMON:
            yield found[0]


def _stem(word: str) -> str:
    return word.removesuffix("s")
