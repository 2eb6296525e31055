"""What few requests ask for: several answers, calls, JSON, stop sequences, probabilities.

It starts from the reply that the simulator has made and is called for no other request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import Any

from sanic_mock.engine.ask import Ask, Call, Choice, FinishReason, Reply, Wants
from sanic_mock.engine.calls import as_json, compacted, make_calls
from sanic_mock.engine.content import Body, Vocabulary
from sanic_mock.engine.draws import first_integer, more
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
        # reasoning tokens are billed as the answer's: the cap is for both
        cap = None if ask.cap is None else max(0, ask.cap - reply.reasoning_tokens)
        first = Choice(reply.body, reply.finish_reason)
        written = [self._written(first, cap, wants, chance) for _ in range(wants.choices)]
        further = self._further(reply.digest, cap, wants.choices - 1, chance)
        for place in range(1, len(written)):
            if written[place] is first:
                written[place] = next(further)
        reply.choices = tuple(self._finished(one, wants, chance) for one in written)
        reply.finish_reason = reply.choices[0].finish_reason
        reply.body = max(map(timed, reply.choices), key=lambda body: len(body.pieces))

    def _written(self, first: Choice, cap: int | None, wants: Wants, chance: Random) -> Choice:
        """Return what one answer says: calls, JSON, what was found, or the text that there is."""
        if cap == 0:
            return first
        if self._calls(wants, chance):
            return _calling(cap, wants, chance)
        if wants.maker is not None:
            value = wants.maker.make(chance, hints_from(wants.prompt))
            return _capped(as_json(value), cap)
        if wants.findings:
            return _capped(_told(wants.findings), cap)
        return first

    def _calls(self, wants: Wants, chance: Random) -> bool:
        if wants.calls == "may":
            return not wants.findings and chance.random() < self._call_rate
        return wants.calls == "must"

    def _further(
        self, digest: bytes, cap: int | None, count: int, chance: Random
    ) -> Iterator[Choice]:
        """Yield other texts than the first, none twice before all were there."""
        taken, size = first_integer(digest), len(self._bodies)
        steps = chance.sample(range(1, size), min(count, size - 1)) or [0]
        for step in cycle(steps):
            yield _fitting(self._bodies[(taken + step) % size], cap)

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
    # a call without arguments has a piece too: its empty fragment is a step of its stream
    return Body([piece for call in choice.calls for piece in call.arguments.pieces or (b"",)])


def _calling(cap: int | None, wants: Wants, chance: Random) -> Choice:
    calls = make_calls(wants.tools, wants.prompt, chance, is_parallel=wants.is_parallel)
    reason: FinishReason = "function_call" if wants.is_deprecated else "tool_calls"
    if wants.is_forced:
        reason = "stop"
    if cap is not None and sum(call.arguments.tokens for call in calls) > cap:
        reason = "length"
        calls = (Call(calls[0].name, calls[0].arguments.cut(cap), calls[0].is_custom),)
    return Choice(Body(()), reason, calls, is_deprecated=wants.is_deprecated)


def _capped(text: str, cap: int | None) -> Choice:
    return _fitting(Vocabulary().body(compacted(text)), cap)


def _fitting(body: Body, cap: int | None) -> Choice:
    """Return a text, cut where it is longer than a cap."""
    if cap is None or cap >= body.tokens:
        return Choice(body, "stop")
    return Choice(body.cut(cap), "length")


def _told(findings: Sequence[str]) -> str:
    """Return a sentence or two that use the results of calls."""
    return "Here is what I found. " + " ".join(_flat(one) for one in findings)


def _flat(finding: str) -> str:
    try:
        return f"{_listed(json.loads(finding))}."[:_TOLD]
    except (ValueError, RecursionError):
        return finding.strip()[:_TOLD]


def _listed(found: Any) -> str:
    if not isinstance(found, dict):
        return _said(found)
    return ", ".join(f"{key.replace('_', ' ')}: {_said(one)}" for key, one in found.items())


def _said(found: Any) -> str:
    return found if isinstance(found, str) else as_json(found)


def _others(bodies: Sequence[Body]) -> tuple[str, ...]:
    """Return distinct tokens of the texts, for lists of alternatives."""
    found: dict[bytes, None] = {}
    for body in bodies:
        found.update(dict.fromkeys(body.pieces))
        if len(found) >= ALTERNATIVES:
            break
    return tuple(map(unescaped, found))
