"""What few requests ask for: several answers, calls, JSON, stop sequences, probabilities.

It starts from the reply that the simulator has made and is called for no other request.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from sanic_mock.engine.ask import Ask, Call, Choice, FinishReason, Reply, Wants
from sanic_mock.engine.calls import as_json, compacted, make_calls
from sanic_mock.engine.content import Body, Vocabulary
from sanic_mock.engine.draws import more
from sanic_mock.engine.logprobs import logprobs, unescaped
from sanic_mock.engine.schema_hints import hints_from
from sanic_mock.engine.stops import cut_at

ALTERNATIVES = 512

_TOLD = 2000


class Elaborator:
    """Turns a simple reply into the choices that were asked for.

    Args:
        bodies: the texts further answers are chosen from.
        call_rate: share of the answers that call a tool where they may.
    """

    def __init__(self, bodies: Sequence[Body], call_rate: float = 1.0) -> None:
        self._bodies = bodies
        self._others = _others(bodies)
        self._call_rate = call_rate

    def elaborate(self, ask: Ask, wants: Wants, reply: Reply) -> None:
        """Put the choices into a reply; its `body` becomes the longest, which decides time."""
        chance = Random(more(reply.digest, b"choices"))
        first = Choice(reply.body, reply.finish_reason)
        written = [self._written(first, ask, wants, chance) for _ in range(wants.choices)]
        for place in range(1, len(written)):
            if written[place] is first:
                written[place] = self._further(ask, chance)
        reply.choices = tuple(self._finished(one, wants, chance) for one in written)
        reply.finish_reason = reply.choices[0].finish_reason
        reply.body = max(map(timed, reply.choices), key=lambda body: len(body.pieces))

    def _written(self, first: Choice, ask: Ask, wants: Wants, chance: Random) -> Choice:
        """Return what one answer says: calls, JSON, what was found, or the text that there is."""
        if self._calls(wants, chance):
            return _calling(ask, wants, chance)
        if wants.maker is not None:
            value = wants.maker.make(chance, hints_from(wants.prompt))
            return _capped(as_json(value), ask.cap)
        if wants.findings:
            return _capped(_told(wants.findings), ask.cap)
        return first

    def _calls(self, wants: Wants, chance: Random) -> bool:
        if wants.calls == "may":
            return not wants.findings and chance.random() < self._call_rate
        return wants.calls == "must"

    def _further(self, ask: Ask, chance: Random) -> Choice:
        body = chance.choice(self._bodies)
        if ask.cap is None or ask.cap >= body.tokens:
            return Choice(body, "stop")
        return Choice(body.cut(ask.cap), "length")

    def _finished(self, one: Choice, wants: Wants, chance: Random) -> Choice:
        """Return a choice cut at its stop sequences, with its probabilities."""
        if one.calls:
            return one
        body = cut_at(one.body, wants.stop) if wants.stop else one.body
        reason = one.finish_reason if body is one.body else "stop"
        if wants.top_logprobs is None:
            return Choice(body, reason)
        told = logprobs(body.pieces, self._others, wants.top_logprobs, chance)
        return Choice(body, reason, logprobs=told)


def timed(choice: Choice) -> Body:
    """Return all that a choice sends piece by piece: its text, or the arguments of its calls."""
    if not choice.calls:
        return choice.body
    return Body([piece for call in choice.calls for piece in call.arguments.pieces])


def _calling(ask: Ask, wants: Wants, chance: Random) -> Choice:
    calls = make_calls(wants.tools, wants.prompt, chance, is_parallel=wants.is_parallel)
    reason: FinishReason = "function_call" if wants.is_deprecated else "tool_calls"
    if wants.is_forced:
        reason = "stop"
    if ask.cap is not None and sum(call.arguments.tokens for call in calls) > ask.cap:
        reason = "length"
        calls = (Call(calls[0].name, calls[0].arguments.cut(ask.cap), calls[0].is_custom),)
    return Choice(Body(()), reason, calls, is_deprecated=wants.is_deprecated)


def _capped(text: str, cap: int | None) -> Choice:
    body = Vocabulary().body(compacted(text))
    if cap is None or cap >= body.tokens:
        return Choice(body, "stop")
    return Choice(body.cut(cap), "length")


def _told(findings: Sequence[str]) -> str:
    """Return a sentence or two that use the results of calls."""
    return "Here is what I found. " + " ".join(_flat(one) for one in findings)


def _flat(finding: str) -> str:
    try:
        found = json.loads(finding)
    except ValueError:
        return finding.strip()[:_TOLD]
    if isinstance(found, dict):
        found = ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in found.items())
    return f"{found}."[:_TOLD]


def _others(bodies: Sequence[Body]) -> tuple[str, ...]:
    """Return distinct tokens of the texts, for lists of alternatives."""
    found: dict[bytes, None] = {}
    for body in bodies:
        found.update(dict.fromkeys(body.pieces))
        if len(found) >= ALTERNATIVES:
            break
    return tuple(map(unescaped, found))
