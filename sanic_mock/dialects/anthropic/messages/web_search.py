"""A search of the web that Anthropic runs for an answer: what is looked for, and what is found.

When it is run: see server_run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.opaque import opaque
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.engine.draws import more

KIND = "web_search"
# What a page that was found bills as input: a recorded search of ten billed 13,628 [messages-2026].
PAGE_TOKENS = 1363
LONGEST_CITED = 150
_HOSTS = ("example.com", "example.org", "example.net")
_AGES = (None, "3 days ago", "1 week ago")
_WORDS = re.compile(r"\w+")
_TITLE_WORDS = 8
_CONTENT_BYTES, _INDEX_BYTES = 640, 146
_BILLED = server_run.billed(searches=1)
_encode = msgspec.json.Encoder().encode


class ResultPage(NamedTuple):
    """A page that a search has found.

    Attributes:
        url: where it is.
        title: what it is called.
        age: since when it is there, in words; None where nobody knows.
    """

    url: str
    title: str
    age: str | None

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """See citing.CitationSource: what is said is taken to be what the page says."""
        cited = said if len(said) <= LONGEST_CITED else f"{said[:LONGEST_CITED]}..."
        return {
            "type": "web_search_result_location",
            "cited_text": cited,
            "url": self.url,
            "title": self.title,
            "encrypted_index": opaque(chance.randbytes(64), _INDEX_BYTES),
        }


def read_search(request: MessagesRequest) -> ServerRun | None:
    """Return the search that an answer makes; None for none."""
    spec = server_run.used(request, KIND, partial(hosted_tools.is_asked_for, KIND))
    if spec is None:
        return None
    query = hosted_tools.query_of(history.last_user_text(request.messages))
    pages = tuple(_pages(query, spec))
    arguments, tokens = _encode({"query": query}).decode(), PAGE_TOKENS * len(pages)
    return ServerRun(KIND, arguments, tokens, partial(_result_block, pages), pages, _BILLED)


def _result_block(pages: Sequence[ResultPage], digest: bytes) -> bytes:
    content = list(_results(pages, digest))
    return server_run.caller_result_json("web_search_tool_result", content, digest)


def _results(pages: Sequence[ResultPage], digest: bytes) -> Iterator[dict[str, Any]]:
    for place, page in enumerate(pages):
        yield {
            "type": "web_search_result",
            "title": page.title,
            "url": page.url,
            "encrypted_content": opaque(more(digest, b"page%d" % place), _CONTENT_BYTES),
            "page_age": page.age,
        }


def _pages(query: str, spec: OfferedTool) -> Iterator[ResultPage]:
    """Yield pages about a query, of the domains that may be looked at."""
    words = _WORDS.findall(query)[:_TITLE_WORDS] or ["search"]
    path = quote("-".join(words).lower())
    for host, age in zip(_hosts(spec), _AGES, strict=False):
        yield ResultPage(f"https://{host}/{path}", " ".join(words), age)


def _hosts(spec: OfferedTool) -> Sequence[str]:
    if spec.allowed_domains:
        return spec.allowed_domains
    blocked = spec.blocked_domains or ()
    return [
        host for host in _HOSTS if not any(server_run.is_within(host, "", one) for one in blocked)
    ]
