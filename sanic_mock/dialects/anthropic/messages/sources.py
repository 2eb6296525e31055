"""What an answer stands on: what its request has, and what is found for it."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.documents import read_documents
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.messages.web_search import read_search


def read_sources(request: MessagesRequest, ask: MessagesAsk, *, is_counted: bool) -> None:
    """Have an answer search, and cite what was found and what the request has.

    Args:
        request: the request.
        ask: gets what is searched and may be cited, and the tokens of what was found.
        is_counted: whether prompts are counted.
    """
    search = ask.search = read_search(request)
    ask.sources = read_documents(request)
    if search is not None:
        ask.sources += search.pages
        ask.prompt_tokens += search.tokens if is_counted else 0
