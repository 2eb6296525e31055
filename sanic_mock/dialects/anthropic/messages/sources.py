"""What an answer stands on: what its request has, and what is found for it."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.code_execution import read_code
from sanic_mock.dialects.anthropic.messages.documents import read_documents
from sanic_mock.dialects.anthropic.messages.mcp import read_mcp
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.messages.tool_search import read_tool_search
from sanic_mock.dialects.anthropic.messages.web_fetch import read_fetch
from sanic_mock.dialects.anthropic.messages.web_search import read_search

# One of them is run for an answer: the first that is asked for.
_RUNS = (read_search, read_fetch, read_code, read_tool_search, read_mcp)


def read_sources(request: MessagesRequest, ask: MessagesAsk, *, is_counted: bool) -> None:
    """Have something run for an answer, and it cite what was found and what the request has.

    A summary alone is no answer, and nothing is run for it.

    Args:
        request: the request.
        ask: gets what is run and may be cited, and the tokens of what was found.
        is_counted: whether prompts are counted.
    """
    if ask.is_summary:
        return
    run = next(filter(None, (read(request) for read in _RUNS)), None)
    ask.sources = read_documents(request)
    if run is None:
        return
    if run.reads_again:
        run = run._replace(tokens=run.tokens + ask.prompt_tokens)
    ask.run = run
    ask.sources += run.sources
    ask.prompt_tokens += run.tokens if is_counted else 0
