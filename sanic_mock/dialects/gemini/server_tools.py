"""Tools that Google runs: a search that grounds a text, and code that is executed [gemini-2026].

They are used where the prompt asks for them. Pages, programs and results are invented; of numbers
that a prompt names the program has the sum.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import shake_128
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from sanic_mock.dialects.gemini.content import signed
from sanic_mock.dialects.gemini.ids import call_id
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.hosted_tools import is_asked_for, numbers_in, query_of

Json = dict[str, Any]

_SEARCHES = frozenset({"googleSearch", "googleSearchRetrieval", "enterpriseWebSearch"})
_RUNS = "codeExecution"
_SEARCH_TOKENS = 102
_REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/"
_REDIRECT_BYTES = 120
_PAGES = ("example.com", "example.org", "example.net")
_SENTENCE = re.compile(r"\S[^.!?]*[.!?]*")
# Ids of programs are drawn as those of calls, which never are so many.
_PROGRAM = 999


class ServerTools(NamedTuple):
    """What one request offers of such tools, and what is made of that.

    Attributes:
        is_search_offered: whether it may be searched.
        query: what is searched; "" for nothing.
        code: the program that runs; "" for none.
        output: what that prints.
        tokens: that the model reads of it all.
    """

    is_search_offered: bool
    query: str
    code: str
    output: str
    tokens: int


def server_tools(
    request: Json, prompt: str, prompt_tokens: int, count: Callable[[str], int]
) -> ServerTools | None:
    """Return what a request offers, and what of it its prompt asks for; None for nothing offered.

    Args:
        request: as it was read.
        prompt: what the user said last.
        prompt_tokens: of all that the model reads; it is read again behind a program's output.
        count: counts a text's tokens.
    """
    offered = {name for tool in request.get("tools", ()) for name in tool}
    is_search, is_code = bool(offered & _SEARCHES), _RUNS in offered
    if not is_search and not is_code:
        return None
    query = query_of(prompt) if is_search and is_asked_for("web_search", prompt) else ""
    code = output = ""
    tokens = _SEARCH_TOKENS if query else 0
    if is_code and is_asked_for("code_interpreter", prompt):
        code, output = _program(prompt)
        tokens += prompt_tokens + count(code) + count(output)
    return ServerTools(is_search, query, code, output, tokens)


def _program(prompt: str) -> tuple[str, str]:
    """Return a program about the numbers that a prompt names, and what it prints."""
    numbers = numbers_in(prompt)
    return f"numbers = {numbers}\nprint(sum(numbers))\n", f"{sum(numbers)}\n"


def code_parts(model: GeminiTraits, used: ServerTools, digest: bytes) -> list[Json]:
    """Return what is told of a program: itself, and what it printed."""
    named = {"id": call_id(digest, 0, _PROGRAM)} if model.names_calls else {}
    return [
        {
            "executableCode": {"language": "PYTHON", "code": used.code, **named},
            **signed(model, digest),
        },
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": used.output, **named}},
    ]


def grounding(used: ServerTools, text: str, digest: bytes, *, is_vertex: bool) -> Json:
    """Return what grounds a text: pages, and which sentence rests on which of them.

    Args:
        used: what was searched.
        text: what is grounded.
        digest: the request's chance.
        is_vertex: of which surface.
    """
    chunks = [_chunk(page, digest, is_vertex=is_vertex) for page in _PAGES]
    return {
        "searchEntryPoint": {"renderedContent": _entry_point(used.query)},
        "groundingChunks": chunks,
        "groundingSupports": list(_supports(text)),
        "webSearchQueries": [used.query],
    }


def _chunk(page: str, digest: bytes, *, is_vertex: bool) -> Json:
    name = shake_128(digest + page.encode()).digest(_REDIRECT_BYTES)
    web = {"uri": _REDIRECT + urlsafe_b64encode(name).decode(), "title": page}
    return {"web": web | ({"domain": page} if is_vertex else {})}


def _supports(text: str) -> Iterator[Json]:
    """Yield each sentence with the page that it rests on; places count bytes, and 0 is left out."""
    for number, found in enumerate(_SENTENCE.finditer(text)):
        start = len(text[: found.start()].encode())
        sentence = found[0]
        place = {"startIndex": start} if start else {}
        segment = place | {"endIndex": start + len(sentence.encode()), "text": sentence}
        yield {"segment": segment, "groundingChunkIndices": [number % len(_PAGES)]}


def _entry_point(query: str) -> str:
    """Return what is to be shown of a search: links to it, in HTML."""
    address = f"https://www.google.com/search?q={quote_plus(query)}&client=app-vertex-grounding"
    link = f'<a class="chip" href="{escape(address)}">{escape(query)}</a>'
    return f'<div class="container">\n  <div class="carousel">\n    {link}\n  </div>\n</div>\n'
