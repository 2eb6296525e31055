"""Content: an answer says nothing, and says that this is all."""

from __future__ import annotations

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.faults.behaviour import Behaviour
from sanic_mock.engine.faults.changing import change_choices
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.profile.sections.faults.content import EmptyFault


def _change(entry: EmptyFault, ask: Ask, reply: Reply) -> None:
    """Leave nothing of an answer's text and calls."""
    change_choices(reply, _emptied)


def _emptied(choice: Choice) -> Choice:
    probabilities = None if choice.logprobs is None else ()
    return Choice(Body(()), "stop", logprobs=probabilities, thought=choice.thought)


BEHAVIOUR = Behaviour("content", change=_change)
