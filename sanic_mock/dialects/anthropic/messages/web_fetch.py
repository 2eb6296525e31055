"""A page that Anthropic fetches for an answer: which one, and what stands on it [platform-2026].

It is fetched where it is forced, or where the prompt names it; nothing is asked of any site.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.engine.long_runs import count_tokens

KIND = "web_fetch"
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
# Pages are told as they were kept earlier; some clients want a time.
_KEPT_SINCE = "2026-11-01T12:00:00Z"
_ANY_URL = "https://example.com/"
_RESULT = "web_fetch_tool_result"
_REFUSED = {"type": f"{_RESULT}_error", "error_code": "url_not_allowed"}
_BILLED = server_run.billed(fetches=1)
_encode = msgspec.json.Encoder().encode


def read_fetch(request: MessagesRequest) -> ServerRun | None:
    """Return the page that is fetched for an answer; None for none."""
    spec = server_run.used(request, KIND, _url_in)
    if spec is None:
        return None
    url = _url_in(history.last_user_text(request.messages)) or _ANY_URL
    content, tokens = _page(url, spec) if _is_allowed(url, spec) else (_REFUSED, 0)
    result = partial(server_run.caller_result_json, _RESULT, content)
    # what is fetched is not cited
    return ServerRun(KIND, _encode({"url": url}).decode(), tokens, result, billed=_BILLED)


def _page(url: str, spec: OfferedTool) -> tuple[dict[str, Any], int]:
    """Return a page, and the tokens of its text."""
    title = _host(url)
    text = f"{title}\n\nThis page was made up for {url}, which nobody has asked."
    document = {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": text},
        "title": title,
        "citations": {"enabled": bool((spec.citations or {}).get("enabled"))},
    }
    told = {"type": "web_fetch_result", "url": url, "content": document}
    return told | {"retrieved_at": _KEPT_SINCE}, count_tokens(text)


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
