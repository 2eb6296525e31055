"""Same seed, same plans: whatever the number of workers and the order of arrival."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.texts import Texts
from sanic_mock.profile.resolve import Given, resolve

TEXT = Body([b"word "] * 500)
PROFILES = (
    *("realistic-network", "openai-mini", "azure", "claude-sonnet", "reasoning", "vllm-70b"),
    *("openai-gpt-5-bad-day", "claude-opus-bad-day", "gemini-pro-thinking"),
)
CASES = [b"case %d" % number for number in range(40)]

Planned = tuple[bytes, int, int, list[tuple[int, int]]]


class Worker:
    """What one process makes at its start of a profile and a seed."""

    def __init__(self, profile: str, seed: int) -> None:
        made = resolve({"seed": Given(str(seed), "flag -seed")}, profile=profile)
        scroll = Scroll(TEXT, b".") if made.tokens.output else None
        self._compiled = Compiled(made, Texts([TEXT], scroll))
        assert self._compiled.timeline is not None
        self._timeline = self._compiled.timeline

    def restart(self) -> None:
        """Forget what was asked; a timeline knows of no request."""
        made = self._compiled
        self._compiled = Compiled(made.settings, made.texts, timeline=self._timeline)

    def answer(self, case: bytes) -> Planned:
        """Return a reply's text and all its times."""
        chance = self._compiled.chance
        reply = self._compiled.simulate(Ask("m", 100), chance.attempt(chance.hash(case)))
        assert reply.plan is not None
        tokens = len(reply.body.pieces)
        times = list(self._timeline.releases(reply.plan, tokens))
        return (
            reply.body.escaped,
            reply.reasoning_tokens,
            self._timeline.last(reply.plan, tokens),
            times,
        )


@cache
def workers(profile: str, seed: int = 7) -> list[Worker]:
    return [Worker(profile, seed) for _ in range(3)]


@cache
def alone(profile: str) -> dict[bytes, Planned]:
    """Return what one worker plans for each case, in order."""
    worker = Worker(profile, 7)
    return {case: worker.answer(case) for case in CASES}


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=8, deadline=None)
@given(count=st.integers(1, 3), order=st.randoms(use_true_random=False))
def test_plans_are_the_same_for_any_workers_in_any_order(
    profile: str, count: int, order: Random
) -> None:
    several = workers(profile)[:count]
    for worker in several:
        worker.restart()
    arrivals = CASES.copy()
    order.shuffle(arrivals)

    planned = {case: order.choice(several).answer(case) for case in arrivals}

    assert planned == alone(profile)


@given(order=st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_repeated_cases_get_the_same_plans_in_any_order(order: Random) -> None:
    """Of one worker: attempts are counted for each case, not for all."""
    (worker, *_) = workers("openai-mini")
    arrivals = CASES[:8] * 3
    found = []
    for _ in range(2):
        worker.restart()
        order.shuffle(arrivals)
        found.append(sorted((case, worker.answer(case)[2]) for case in arrivals))

    assert found[0] == found[1]
    assert len(set(found[0])) == len(arrivals)


def test_another_seed_makes_other_plans() -> None:
    other = Worker("openai-mini", 8)

    assert all(other.answer(case) != planned for case, planned in alone("openai-mini").items())
