"""What of a choice decides time: all that it sends piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Choice, Reply


def longest(choices: Sequence[Choice]) -> Body:
    """Return what decides time of several choices: all that the one with most pieces sends."""
    if len(choices) == 1:
        return timed(choices[0])
    return max(map(timed, choices), key=lambda body: len(body.pieces))


def show_thought(reply: Reply, thought: Body) -> None:
    """Put what is shown of the reasoning before a reply's first choice."""
    first, *others = reply.choices or (only_choice(reply),)
    first.thought = thought
    reply.choices = (first, *others)
    reply.body = longest(reply.choices)


def only_choice(reply: Reply) -> Choice:
    """Return what a reply to an Ask without options says, as a choice."""
    framing = 0 if reply.bill is None else reply.bill.framing
    return Choice(reply.body, reply.finish_reason, framing=framing)


def first_choice(reply: Reply) -> Choice:
    """Return what a reply says; of several choices, the first one."""
    return reply.choices[0] if reply.choices else only_choice(reply)


def timed(choice: Choice) -> Body:
    """Return all that a choice sends piece by piece: thought, then text or arguments of calls."""
    after = _timed_after(choice)
    return after if choice.thought is None else Body([*choice.thought.pieces, *after.pieces])


def _timed_after(choice: Choice) -> Body:
    if not choice.calls:
        return choice.body
    if len(choice.calls) == 1 and choice.calls[0].arguments.pieces:
        return choice.calls[0].arguments
    # a call without arguments has a piece too: its empty fragment is a step of its stream
    return Body([piece for call in choice.calls for piece in call.arguments.pieces or (b"",)])
