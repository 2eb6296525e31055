"""What an answer stands on: what its request has, and what is found for it."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.code_execution import read_code
from sanic_mock.dialects.anthropic.messages.documents import read_documents
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.messages.web_fetch import read_fetch
from sanic_mock.dialects.anthropic.messages.web_search import read_search


def read_sources(request: MessagesRequest, ask: MessagesAsk, *, is_counted: bool) -> None:
    """Have something run for an answer, and it cite what was found and what the request has.

    Args:
        request: the request.
        ask: gets what is run and may be cited, and the tokens of what was found.
        is_counted: whether prompts are counted.
    """
    ask.run = read_search(request) or read_fetch(request) or read_code(request)
    ask.sources = read_documents(request)
    if ask.run is not None:
        ask.sources += ask.run.sources
        ask.prompt_tokens += ask.run.tokens if is_counted else 0
