"""What Converse tells of an answer beside what the model says: why it ended, and what it cost."""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.bedrock.blocked_answer import categories_of
from sanic_mock.dialects.bedrock.converse import guardrails, response_fields
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk, ConverseExtras
from sanic_mock.dialects.bedrock.converse.blocks import stop_reason
from sanic_mock.dialects.bedrock.models import family_of
from sanic_mock.dialects.bedrock.usage import BilledTokens, billed_of, usage_member
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.reply import Reply


class ConverseEnding(NamedTuple):
    """What is told of an answer; members of JSON have their comma behind them, or are nothing.

    Attributes:
        reason: why it ended.
        usage: the member that tells what it bills, which is the last one.
        fields: the member with places of the model's own answer.
        settings: members with how it was given.
        trace: the member with what a guardrail found.
    """

    reason: bytes
    usage: bytes
    fields: bytes = b""
    settings: bytes = b""
    trace: bytes = b""


def plain_ending(reply: Reply, model: str, *, is_stream: bool) -> ConverseEnding:
    """Return what is told of an answer whose request asks for nothing else to be told."""
    billed = billed_of(reply)
    caches = _tells_cache(billed, model, is_stream=is_stream)
    return ConverseEnding(stop_reason(reply), usage_member(billed, caches=caches))


def ending(ask: ConverseAsk, reply: Reply, model: str) -> ConverseEnding:
    """Return what is told of an answer of a model."""
    if ask.extras is None:
        return plain_ending(reply, model, is_stream=ask.stream)
    return _rich_ending(ask, ask.extras, reply, model)


def _rich_ending(
    ask: ConverseAsk, extras: ConverseExtras, reply: Reply, model: str
) -> ConverseEnding:
    is_stream = ask.stream
    billed = billed_of(reply, extras.cache)
    caches = extras.has_points or _tells_cache(billed, model, is_stream=is_stream)
    choice, guardrail = first_choice(reply), extras.guardrail
    is_stopped = guardrail is not None and choice.finish_reason == "content_filter"
    trace = b""
    if guardrail is not None and guardrail.is_traced:
        text, found = plain_text(choice.body), categories_of(ask)
        trace = guardrails.trace(guardrail, text, found, is_stopped=is_stopped)
    return ConverseEnding(
        b"guardrail_intervened" if is_stopped else stop_reason(reply),
        usage_member(billed, caches=caches),
        response_fields.additional_fields(extras.paths, model, reply, billed, is_stream=is_stream),
        extras.settings,
        trace,
    )


def _tells_cache(billed: BilledTokens, model: str, *, is_stream: bool) -> bool:
    """Return whether an answer tells of a cache though its request marks nothing.

    Claude's whole answers always do, of others none does [bedrock-2026]; but where a cache is
    simulated that nobody has to mark, they have to.
    """
    family = family_of(model)
    return (family.tells_cache and not is_stream) or (family.caches and billed.read > 0)
