"""Content: an answer ends in its midst, stopped by a filter or as by a limit."""

from __future__ import annotations

from functools import partial

import msgspec

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.faults.behaviour import Behaviour
from sanic_mock.engine.faults.changing import change_choices
from sanic_mock.engine.reply import Choice, FinishReason, Reply
from sanic_mock.profile.sections.faults.content import CutTextFault


def _change(reason: FinishReason, entry: CutTextFault, ask: Ask, reply: Reply) -> None:
    change_choices(reply, partial(_cut, reason, entry, ask))


def _cut(reason: FinishReason, entry: CutTextFault, ask: Ask, choice: Choice) -> Choice:
    if choice.calls:
        return _cut_call(reason, entry, choice)
    body = _left(entry, choice.body)
    return msgspec.structs.replace(
        choice,
        body=body,
        finish_reason=reason,
        logprobs=None if choice.logprobs is None else choice.logprobs[: len(body.pieces)],
        framing=0 if ask.options is None else ask.options.speech * body.tokens,
        sources=(),
    )


def _cut_call(reason: FinishReason, entry: CutTextFault, choice: Choice) -> Choice:
    """Return the first call of several, cut; half of one that is not text is none."""
    first, framing = choice.calls[0], choice.framing // len(choice.calls)
    cut = msgspec.structs.replace(first, arguments=_left(entry, first.arguments))
    calls = () if first.form else (cut,)
    return msgspec.structs.replace(choice, calls=calls, finish_reason=reason, framing=framing)


def _left(entry: CutTextFault, body: Body) -> Body:
    tokens = body.tokens // 2 if entry.tokens is None else entry.tokens
    return body.cut(min(tokens, body.tokens))


CONTENT_FILTER = Behaviour("content", change=partial(_change, "content_filter"))
LENGTH = Behaviour("content", change=partial(_change, "length"))
