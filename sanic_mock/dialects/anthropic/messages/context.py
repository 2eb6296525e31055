"""What becomes of a request's context before it is answered: what is cleared, and summarized."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.cleared_tools import clear_tools
from sanic_mock.dialects.anthropic.messages.compaction import asked_compaction, compact
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest


def edit_context(request: MessagesRequest, ask: MessagesAsk) -> None:
    """Bill what is left of a context, and have an answer tell what became of it."""
    ask.edits_context = request.context_management is not None
    if (cleared := clear_tools(request, ask.prompt_tokens)) is not None:
        ask.prompt_tokens -= min(cleared.tokens, ask.prompt_tokens)
        ask.applied_edits = cleared.json
    asked = asked_compaction(request)
    ask.iterates = asked is not None
    if asked is None:
        return
    ask.compaction = compact(request, asked, ask.prompt_tokens, ask.row)
    if ask.compaction is not None:
        ask.prompt_tokens = ask.compaction.left
