"""What is billed beside prompt and text: reasoning, frames, calls, predictions."""

from __future__ import annotations

import math
from statistics import correlation

import pytest

from sanic_mock.distributions import Distribution, build
from sanic_mock.engine.additions import cited, predicted
from sanic_mock.engine.ask import Ask, Options
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import Chance, pinned, six_integers
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.simulator import Simulate, compile_simulator
from sanic_mock.engine.terms import Bill, Terms
from sanic_mock.engine.texts import Texts
from sanic_mock.engine.timeline import Timeline
from sanic_mock.engine.usage import (
    cached_tokens,
    completion_tokens,
    drawn_bill,
    framing,
    shown_tokens,
    thought_tokens,
)
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.settings import Settings, Ttft

WORDS = Vocabulary()
PAGE = "https://example.com/{}?seen"
BODIES = tuple(WORDS.body(f"Text number {number} of many.") for number in range(40))
CHANCES = [Chance(7).hash(b"%d" % number) for number in range(400)]
PREDICTION = " ".join(f"word{number}" for number in range(30))


class Half:
    """Chance that is always in the middle."""

    def random(self) -> float:
        """Return a half."""
        return 0.5


def simulator(ttft_s: float | None = None) -> Simulate:
    """Return a server's simulator."""
    if ttft_s is None:
        return compile_simulator(Settings("test"), Texts(BODIES))
    base = build("constant", {"value": ttft_s})
    assert isinstance(base, Distribution)
    settings = Settings("test", ttft=Ttft(base))
    return compile_simulator(settings, Texts(BODIES), Timeline(settings))


def text(body: Body) -> str:
    """Return what a body says."""
    return "".join(map(unescaped, body.pieces))


@pytest.mark.parametrize("mean", [64, 192, 640])
def test_reasoning_comes_in_steps_and_often_not_at_all(mean: int) -> None:
    drawn = [drawn_bill(Terms(thought=mean), None, one, is_thought_drawn=False) for one in CHANCES]
    thought = [one.thought for one in drawn]

    assert {one % 64 for one in thought} == {0}
    assert 0 in thought
    # the floor of an exponential: 64 / (exp(64 / mean) - 1)
    assert sum(thought) / len(thought) == pytest.approx(mean - 32, rel=0.25, abs=12)


@pytest.mark.parametrize("mean", [35, 70, 200])
def test_later_reasoning_comes_in_single_tokens_beyond_the_first(mean: int) -> None:
    terms = Terms(thought=mean, thought_law="beyond")
    thought = [drawn_bill(terms, None, one, is_thought_drawn=False).thought for one in CHANCES]

    assert {one % 64 for one in thought} != {0}
    # an exponential forgets what it has passed: so many have any, and they as many on average
    share = math.exp(-64 / mean)
    assert sum(map(bool, thought)) / len(thought) == pytest.approx(share, abs=0.08)
    assert sum(thought) / len(thought) == pytest.approx(share * mean, rel=0.25, abs=4)


@pytest.mark.parametrize("mean", [35, 200])
def test_any_number_may_be_thought_and_says_nothing_of_the_prompts_length(mean: int) -> None:
    terms = Terms(thought=mean, thought_law="any")
    thought = [drawn_bill(terms, None, one, is_thought_drawn=False).thought for one in CHANCES]

    assert sum(thought) / len(thought) == pytest.approx(mean, rel=0.2)
    prompts = [six_integers(one)[5] for one in CHANCES]
    assert abs(correlation(prompts, thought)) < 0.15


@pytest.mark.parametrize("cap", [0, 1, 63, 100])
def test_reasoning_keeps_the_cap(cap: int) -> None:
    for one in CHANCES:
        assert drawn_bill(Terms(thought=640), cap, one, is_thought_drawn=False).thought <= cap


@pytest.mark.parametrize(("mean", "is_drawn"), [(0, False), (640, True)])
def test_nothing_is_thought_where_nothing_is_asked_or_the_profile_says_how_much(
    mean: int, is_drawn: bool
) -> None:
    found = {
        drawn_bill(Terms(thought=mean), None, one, is_thought_drawn=is_drawn).thought
        for one in CHANCES
    }

    assert found == {0}


@pytest.mark.parametrize(
    ("wanted", "used", "cap", "is_cut", "expected"),
    [
        (9, 10, None, False, 9),
        (9, 10, 100, False, 9),
        (9, 10, 15, False, 5),
        (9, 10, 10, False, 0),
        (9, 10, 10, True, 0),
        (0, 10, None, False, 0),
    ],
)
def test_a_text_is_framed_as_far_as_the_cap_goes(
    wanted: int, used: int, cap: int | None, is_cut: bool, expected: int
) -> None:
    assert framing(wanted, used, cap, is_cut=is_cut) == expected


@pytest.mark.parametrize("cap", [None, 1, 5, 12, 80, 1000])
@pytest.mark.parametrize("options", [None, Options(choices=3), Options(prediction=PREDICTION)])
def test_what_is_billed_keeps_the_cap(cap: int | None, options: Options | None) -> None:
    simulate = simulator()
    for one in CHANCES[:50]:
        ask = Ask("gpt-5", 12, cap, options=options, terms=Terms(thought=192, framing=9))
        reply = simulate(ask, one)

        assert completion_tokens(reply) >= thought_tokens(reply)
        if cap is not None:
            assert completion_tokens(reply) <= cap * (1 if options is None else options.choices)


def test_reasoning_that_eats_the_cap_leaves_no_text() -> None:
    simulate = simulator()
    eaten = 0
    for one in CHANCES:
        reply = simulate(Ask("gpt-5", 12, 64, terms=Terms(thought=640, framing=9)), one)
        if thought_tokens(reply) == 64:
            eaten += 1
            assert (reply.body.tokens, reply.finish_reason) == (0, "length")
            assert completion_tokens(reply) == 64

    assert eaten > 200


def test_what_is_billed_takes_no_time() -> None:
    simulate = simulator(0.05)
    for one in CHANCES[:50]:
        plain = simulate(Ask("gpt-5", 5000), one)
        billed = simulate(Ask("gpt-5", 5000, terms=Terms(4096, 0, 640, 9)), one)

        assert billed.plan == plain.plan
        assert (billed.reasoning_tokens, billed.cached_tokens) == (0, 0)
        assert cached_tokens(billed) == 4096


def test_a_reply_without_a_bill_bills_its_text() -> None:
    reply = Reply(BODIES[0], "stop", 12, CHANCES[0], reasoning_tokens=5, cached_tokens=3)

    assert completion_tokens(reply) == BODIES[0].tokens + 5
    assert (thought_tokens(reply), cached_tokens(reply)) == (5, 3)


# Pins


def test_a_pin_decides_what_is_said_and_not_when() -> None:
    simulate = simulator(0.05)
    options = Options(choices=3, top_logprobs=2, pin=pinned(7, b"case"))
    replies = [simulate(Ask("m", 12, options=options), one) for one in CHANCES[:20]]

    assert len({tuple(one.body.escaped for one in reply.choices) for reply in replies}) == 1
    assert (
        len(
            {
                tuple(one.logprobs or () for one in reply.choices)
                for reply in map(_hashable, replies)
            }
        )
        == 1
    )
    assert len({reply.digest for reply in replies}) == 20
    assert len({reply.plan.start for reply in replies if reply.plan}) > 10


def _hashable(reply: Reply) -> Reply:
    for one in reply.choices:
        one.logprobs = tuple((told.token, told.top) for told in one.logprobs or ())  # type: ignore[misc]
    return reply


def test_pins_differ_by_case_and_seed() -> None:
    found = {pinned(seed, case) for seed in range(5) for case in (b"", b"a", b"b")}

    assert len(found) == 15
    assert {len(one) for one in found} == {64}
    assert pinned(7, b"a") == pinned(7, b"a") != Chance(7).hash(b"a")


# Predictions and sources


@pytest.mark.parametrize("cap", [None, 1, 20, 60, 90, 1000])
def test_a_predictions_tokens_are_right_or_wrong_or_cut(cap: int | None) -> None:
    bill, total = Bill(), WORDS.body(PREDICTION).tokens
    body = BODIES[0]

    found = predicted(Choice(body, "stop"), PREDICTION, cap, bill, Half())  # type: ignore[arg-type]

    accepted = round(total * 0.75)
    assert bill.accepted == min(accepted, cap or accepted)
    assert bill.rejected <= total - accepted
    assert cap is None or found.body.tokens + bill.rejected <= cap
    if cap is None:
        assert bill.rejected == total - accepted
        assert PREDICTION.startswith(text(found.body)[:100])
        assert text(found.body).endswith(" " + text(body))


@pytest.mark.parametrize("prediction", ["", "\ud800", "x", "\n"])
def test_any_prediction_is_taken(prediction: str) -> None:
    bill = Bill()

    found = predicted(Choice(BODIES[0], "stop"), prediction, None, bill, Half())  # type: ignore[arg-type]

    assert found.body.tokens >= BODIES[0].tokens


@pytest.mark.parametrize("prompt", ["Weather in Paris", "", "Größe? 世界 & <x>"])
def test_a_source_stands_where_it_says(prompt: str) -> None:
    found = cited(Choice(BODIES[0], "stop"), PAGE, prompt, None)

    (source,) = found.sources
    assert text(found.body)[source.start : source.end] == f"([example.com]({source.url}))"
    assert source.url.isascii()


@pytest.mark.parametrize("cap", [1, BODIES[0].tokens, BODIES[0].tokens + 3])
def test_a_text_that_is_cut_names_no_source(cap: int) -> None:
    found = cited(Choice(BODIES[0], "stop"), PAGE, "Paris", cap)

    assert (found.sources, found.finish_reason) == ((), "length")
    assert shown_tokens(found) <= cap
