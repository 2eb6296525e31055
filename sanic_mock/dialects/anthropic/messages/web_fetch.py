"""A page that Anthropic fetches for an answer: which one, and what stands on it [platform-2026].

It is fetched where it is forced, or where the prompt names it; nothing is asked of any site.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
from sanic_mock.engine.tokens import encoding

KIND = "web_fetch"
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
# Pages are told as they were kept earlier; some clients want a time.
_KEPT_SINCE = "2026-11-01T12:00:00Z"
_ANY_URL = "https://example.com/"
_RESULT = "web_fetch_tool_result"
_REFUSED = {"type": f"{_RESULT}_error", "error_code": "url_not_allowed"}
_encode = msgspec.json.Encoder().encode


class WebFetch(NamedTuple):
    """A page that is fetched.

    Attributes:
        url: where it is.
        is_allowed: whether it may be.
        is_cited: whether citations were asked for.
    """

    url: str
    is_allowed: bool
    is_cited: bool

    @property
    def tokens(self) -> int:
        """See ServerRun."""
        return encoding().count(self._text) if self.is_allowed else 0

    @property
    def sources(self) -> tuple[CitationSource, ...]:
        """See ServerRun; what is fetched is not cited."""
        return ()

    @property
    def arguments(self) -> str:
        """See ServerRun."""
        return _encode({"url": self.url}).decode()

    @property
    def billed(self) -> bytes:
        """See ServerRun."""
        return b'"server_tool_use":{"web_search_requests":0,"web_fetch_requests":1}'

    @property
    def has_container(self) -> bool:
        """See ServerRun."""
        return False

    def use_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        return server_run.call_head(KIND, digest)

    def result_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        content = self._page() if self.is_allowed else _REFUSED
        return server_run.caller_result_json(_RESULT, content, digest)

    @property
    def _text(self) -> str:
        return f"{self._title}\n\nThis page was made up for {self.url}, which nobody has asked."

    @property
    def _title(self) -> str:
        return _host(self.url)

    def _page(self) -> dict[str, Any]:
        source = {"type": "text", "media_type": "text/plain", "data": self._text}
        document = {
            "type": "document",
            "source": source,
            "title": self._title,
            "citations": {"enabled": self.is_cited},
        }
        told = {"type": "web_fetch_result", "url": self.url, "content": document}
        return told | {"retrieved_at": _KEPT_SINCE}


def read_fetch(request: MessagesRequest) -> WebFetch | None:
    """Return the page that is fetched for an answer; None for none."""
    spec = server_run.offered(request, KIND)
    if spec is None:
        return None
    named = _url_in(history.last_user_text(request.messages))
    if not server_run.is_used(spec, request, is_asked_for=bool(named)):
        return None
    url = named or _ANY_URL
    is_cited = bool((spec.citations or {}).get("enabled"))
    return WebFetch(url, _is_allowed(url, spec), is_cited)


def _url_in(prompt: str) -> str:
    """Return the first address that a prompt names; "" where it names none, or of no host."""
    found = _URL.search(prompt)
    url = "" if found is None else found[0].rstrip(".,;:!?")
    return url if _host(url) else ""


def _host(url: str) -> str:
    """Return the host of an address in small letters, without a port; "" of what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a bracket alone, or letters that no host has
        return ""


def _is_allowed(url: str, spec: OfferedTool) -> bool:
    host, path = _host(url), urlsplit(url).path
    allowed, blocked = spec.allowed_domains or (), spec.blocked_domains or ()
    found = any(server_run.is_within(host, path, one) for one in allowed or blocked)
    return found == bool(allowed)
