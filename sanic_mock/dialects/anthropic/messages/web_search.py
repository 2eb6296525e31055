"""A search of the web that Anthropic runs for an answer: what is looked for, and what is found.

When it is run: see server_run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.opaque import opaque
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
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
_encode = msgspec.json.Encoder().encode


class FoundPage(NamedTuple):
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


class WebSearch(NamedTuple):
    """A search that an answer makes.

    Attributes:
        query: what is looked for.
        pages: what is found.
    """

    query: str
    pages: tuple[FoundPage, ...]

    @property
    def tokens(self) -> int:
        """See ServerRun."""
        return PAGE_TOKENS * len(self.pages)

    @property
    def sources(self) -> tuple[CitationSource, ...]:
        """See ServerRun."""
        return self.pages

    @property
    def arguments(self) -> str:
        """See ServerRun."""
        return _encode({"query": self.query}).decode()

    @property
    def billed(self) -> bytes:
        """See ServerRun."""
        return b'"server_tool_use":{"web_search_requests":1,"web_fetch_requests":0}'

    @property
    def has_container(self) -> bool:
        """See ServerRun."""
        return False

    def use_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        return server_run.call_head(KIND, digest)

    def result_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        content = list(self._results(digest))
        return server_run.caller_result_json("web_search_tool_result", content, digest)

    def _results(self, digest: bytes) -> Iterator[dict[str, Any]]:
        for place, page in enumerate(self.pages):
            yield {
                "type": "web_search_result",
                "title": page.title,
                "url": page.url,
                "encrypted_content": opaque(more(digest, b"page%d" % place), _CONTENT_BYTES),
                "page_age": page.age,
            }


def read_search(request: MessagesRequest) -> WebSearch | None:
    """Return the search that an answer makes; None for none."""
    spec = server_run.offered(request, KIND)
    if spec is None:
        return None
    prompt = history.last_user_text(request.messages)
    is_asked_for = hosted_tools.is_asked_for(KIND, prompt)
    if not server_run.is_used(spec, request, is_asked_for=is_asked_for):
        return None
    query = hosted_tools.query_of(prompt)
    return WebSearch(query, tuple(_pages(query, spec)))


def _pages(query: str, spec: OfferedTool) -> Iterator[FoundPage]:
    """Yield pages about a query, of the domains that may be looked at."""
    words = _WORDS.findall(query)[:_TITLE_WORDS] or ["search"]
    path = quote("-".join(words).lower())
    for host, age in zip(_hosts(spec), _AGES, strict=False):
        yield FoundPage(f"https://{host}/{path}", " ".join(words), age)


def _hosts(spec: OfferedTool) -> Sequence[str]:
    if spec.allowed_domains:
        return spec.allowed_domains
    blocked = spec.blocked_domains or ()
    return [
        host for host in _HOSTS if not any(server_run.is_within(host, "", one) for one in blocked)
    ]
