"""What few requests ask for: several answers, stop sequences, probabilities.

It starts from the reply that the simulator has made and is called for no other request.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sanic_mock.engine.ask import Ask, Choice, FinishReason, Reply, Wants
from sanic_mock.engine.content import Body
from sanic_mock.engine.draws import more
from sanic_mock.engine.logprobs import logprobs, unescaped
from sanic_mock.engine.stops import cut_at

ALTERNATIVES = 512


class Elaborator:
    """Turns a simple reply into the choices that were asked for.

    Args:
        bodies: the texts further answers are chosen from.
    """

    def __init__(self, bodies: Sequence[Body]) -> None:
        self._bodies = bodies
        self._others = _others(bodies)

    def elaborate(self, ask: Ask, wants: Wants, reply: Reply) -> None:
        """Put the choices into a reply; its `body` becomes the longest, which decides time."""
        chance = Random(more(reply.digest, b"choices"))
        texts = [(reply.body, reply.finish_reason)]
        texts += [self._further(ask, chance) for _ in range(wants.choices - 1)]
        reply.choices = tuple(self._choice(body, reason, wants, chance) for body, reason in texts)
        reply.finish_reason = reply.choices[0].finish_reason
        reply.body = max((one.body for one in reply.choices), key=lambda body: len(body.pieces))

    def _further(self, ask: Ask, chance: Random) -> tuple[Body, FinishReason]:
        body = chance.choice(self._bodies)
        if ask.cap is None or ask.cap >= body.tokens:
            return body, "stop"
        return body.cut(ask.cap), "length"

    def _choice(self, body: Body, reason: FinishReason, wants: Wants, chance: Random) -> Choice:
        stopped = cut_at(body, wants.stop) if wants.stop else body
        if stopped is not body:
            reason = "stop"
        if wants.top_logprobs is None:
            return Choice(stopped, reason)
        told = logprobs(stopped.pieces, self._others, wants.top_logprobs, chance)
        return Choice(stopped, reason, logprobs=told)


def _others(bodies: Sequence[Body]) -> tuple[str, ...]:
    """Return distinct tokens of the texts, for lists of alternatives."""
    found: dict[bytes, None] = {}
    for body in bodies:
        found.update(dict.fromkeys(body.pieces))
        if len(found) >= ALTERNATIVES:
            break
    return tuple(map(unescaped, found))
