"""What changes the content of an answer: its choices, and all that follows from them."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.engine.choice_timing import longest, only_choice
from sanic_mock.engine.reply import Choice, Reply


def change_choices(reply: Reply, change: Callable[[Choice], Choice]) -> None:
    """Change all that an answer says; it is billed and timed by what is left of that."""
    changed = tuple(map(change, reply.choices or (only_choice(reply),)))
    first = changed[0]
    if reply.choices or first.is_refusal:
        reply.choices = changed
    elif reply.bill is not None:
        reply.bill.framing = first.framing
    reply.finish_reason = first.finish_reason
    reply.body = longest(changed)
    if reply.bill is not None:
        reply.bill.accepted = min(reply.bill.accepted, reply.body.tokens)
