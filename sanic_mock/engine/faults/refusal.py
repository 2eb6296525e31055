"""Content: the model refuses, which vendors tell apart from what it says."""

from __future__ import annotations

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.faults.behaviour import Behaviour
from sanic_mock.engine.faults.changing import change_choices
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.vocabulary import body_of
from sanic_mock.profile.sections.faults.content import RefusalFault

SENTENCE = "I'm sorry, I can't assist with that request."


def _change(entry: RefusalFault, ask: Ask, reply: Reply) -> None:
    """Let an answer refuse."""
    body = body_of(entry.message or SENTENCE, ask.encoding)
    change_choices(
        reply, lambda choice: Choice(body, "stop", thought=choice.thought, is_refusal=True)
    )


BEHAVIOUR = Behaviour("content", change=_change)
