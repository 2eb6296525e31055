"""What several limits together let through, by rows with a clock of their own."""

from __future__ import annotations

import pytest

from sanic_mock.engine.limits.decision import Decision, unlimited
from sanic_mock.engine.limits.rule import WORDS, Cost, LimitRule
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import Refusal
from sanic_mock.settings import Limit

S = 10**9
TEN = Cost(10)


class Account:
    """Limits, and what was used of them."""

    def __init__(self, *limits: Limit, time_scale: float = 1.0) -> None:
        self.rules = [LimitRule(one, time_scale) for one in limits]
        self.words = [0] * (WORDS * len(limits))
        self.running = [0] * len(limits)

    def ask(self, cost: Cost = TEN, now_s: float = 0.0) -> Standing | Refusal:
        places = range(0, len(self.words), WORDS)
        now_ns = round(now_s * S)
        return Decision(self.rules).let_in(self.words, places, self.running, now_ns, cost)

    def end(self, cost: Cost, now_s: float = 0.0) -> None:
        """Have an answer end."""
        for rule, place in zip(self.rules, range(0, len(self.words), WORDS), strict=True):
            words = self.words[place : place + WORDS]
            for word, value, _ in rule.settle(words, round(now_s * S), cost):
                self.words[place + word] = value

    def refused(self, cost: Cost = TEN, now_s: float = 0.0) -> Refusal:
        found = self.ask(cost, now_s)
        assert isinstance(found, Refusal)
        return found

    def standing(self, cost: Cost = TEN, now_s: float = 0.0) -> Standing:
        found = self.ask(cost, now_s)
        assert isinstance(found, Standing)
        return found


def test_what_is_not_limited_is_told_as_of_an_account_without_limits() -> None:
    assert unlimited(1700) == Standing(10_000, 9_999, 6, 10_000_000, 9_998_300, 10)
    found = Account(Limit(rpm=60)).standing(Cost(1700))
    assert found == Standing(60, 59, 1000, 10_000_000, 9_998_300, 10)


def test_a_refusal_says_what_was_used_and_how_long_to_wait() -> None:
    account = Account(Limit(rpm=3))
    for _ in range(3):
        account.standing()

    found = account.refused(now_s=0.5)

    assert found[:5] == ("rate_limit_requests", 3, 3, 1, 19.5)
    assert found.window == "minute"
    assert found.standing is not None
    assert found.standing[:3] == (3, 0, 59_500)
    assert isinstance(account.ask(now_s=20.0), Standing)


def test_a_refused_request_takes_nothing_of_any_limit() -> None:
    account = Account(Limit(rpm=60, tpm=100), Limit(rpm=1, per="server"))
    account.standing(Cost(10))
    before = list(account.words)

    account.refused(Cost(10))
    account.refused(Cost(91))

    assert account.words == before


def test_the_longest_wait_is_told() -> None:
    account = Account(Limit(rpm=1, rpd=2), Limit(tpm=60))
    account.standing(Cost(50))

    assert account.refused(Cost(20)).retry_s == 60.0
    account.standing(Cost(50), 60.0)
    assert account.refused(Cost(20), 60.0)[:4] == ("rate_limit_requests", 2, 2, 1)
    assert account.refused(Cost(20), 60.0).window == "day"


@pytest.mark.parametrize(
    ("limit", "cost", "expected"),
    [
        (Limit(tpm=100), Cost(101), ("request_too_large", 100, 0, 101, None)),
        (Limit(tpm=100), Cost(60, 41), ("request_too_large", 100, 0, 101, None)),
        (Limit(tpm=100, burst=0.5), Cost(51), ("request_too_large", 50, 0, 51, None)),
        (Limit(tpd=100), Cost(101), ("request_too_large", 100, 0, 101, None)),
    ],
)
def test_a_request_larger_than_its_limit_is_told_so(
    limit: Limit, cost: Cost, expected: tuple[object, ...]
) -> None:
    assert Account(limit).refused(cost)[:5] == expected


def test_an_estimate_has_to_fit_and_is_corrected_when_the_answer_ends() -> None:
    account = Account(Limit(tpm=1000))
    cost = Cost(100, 800, 50, is_over=False)
    assert account.standing(cost).tokens_left == 100
    assert account.refused(cost).kind == "rate_limit_tokens"

    account.end(cost)

    assert account.standing(Cost(0)).tokens_left == 850


def test_an_answer_at_once_takes_what_it_has_and_needs_what_it_may_have() -> None:
    account = Account(Limit(tpm=1000))

    assert account.standing(Cost(100, 900, 50)).tokens_left == 850
    assert account.refused(Cost(100, 900, 50)).wanted == 1000


def test_actual_charges_take_an_answers_tokens_when_it_ends() -> None:
    account = Account(Limit(tpm=1000, charge="actual"))
    cost = Cost(100, 5000, 1200, is_over=False)
    assert account.standing(cost).tokens_left == 900

    account.end(cost)

    assert account.refused(Cost(100))[:4] == ("rate_limit_tokens", 1000, 1000, 100)
    assert account.refused(Cost(100)).retry_s == 24.0  # a debt of 300, and 100


def test_requests_at_once_are_bounded() -> None:
    account = Account(Limit(concurrency=2))
    account.running[0] = 1
    account.standing()
    account.running[0] = 2

    found = account.refused()

    assert found[:5] == ("rate_limit_requests", 2, 2, 1, 1.0)
    assert found.window == "at_once"


def test_a_budget_is_spent_until_the_next_day() -> None:
    account = Account(Limit(budget_tokens=100))
    account.standing(Cost(60, 0, 30))
    account.standing(Cost(60, 0, 30))

    found = account.refused(Cost(1))

    assert found[:5] == ("insufficient_quota", 0, 0, 0, None)
    assert isinstance(account.ask(now_s=86_400.0), Standing)


def test_money_is_spent_by_price() -> None:
    account = Account(Limit(budget_dollars=0.01, input_price=2.5, output_price=10.0))
    account.standing(Cost(2000, 0, 400))  # half a cent, and 0.4 of one
    account.standing(Cost(100, 0, 75))

    assert account.refused().kind == "insufficient_quota"


def test_a_budget_is_corrected_when_the_answer_ends() -> None:
    account = Account(Limit(budget_tokens=100))
    cost = Cost(10, 200, 20, is_over=False)
    account.standing(cost)
    assert account.refused().kind == "insufficient_quota"

    account.end(cost)

    account.standing()


def test_of_two_limits_on_the_same_the_one_nearer_to_its_end_is_told() -> None:
    account = Account(Limit(rpm=60, rpd=100, tpm=1000), Limit(tpm=500, per="server"))
    assert account.standing()[:5] == (60, 59, 1000, 500, 490)
    for _ in range(59):
        account.ask(Cost(0), 1.0)
    for _ in range(30):
        account.ask(Cost(0), 600.0)

    assert account.standing(Cost(0), 3600.0)[:2] == (100, 13)


def test_windows_pass_as_much_faster_as_time_does() -> None:
    account = Account(Limit(rpm=60, rpd=90), time_scale=60.0)
    for _ in range(60):
        account.standing()

    assert account.refused().retry_s == 0.017
    assert isinstance(account.ask(now_s=0.017), Standing)


def test_a_factor_changes_rates_and_leaves_the_share_that_was_used() -> None:
    account = Account(Limit(rpm=60, concurrency=4))
    for _ in range(30):
        account.standing()

    account.rules = [LimitRule(Limit(rpm=60, concurrency=4), factor=0.5)]

    assert account.standing()[:2] == (30, 14)
    account.running[0] = 2
    assert account.refused(now_s=60.0)[:3] == ("rate_limit_requests", 2, 2)


SCOPES = [
    ("key", {("a", "m"): 0, ("a", "n"): 0, ("b", "m"): 1}),
    ("model", {("a", "m"): 0, ("a", "n"): 1, ("b", "m"): 0}),
    ("key_and_model", {("a", "m"): 0, ("a", "n"): 1, ("b", "m"): 2}),
    ("server", {("a", "m"): 0, ("a", "n"): 0, ("b", "m"): 0}),
]


@pytest.mark.parametrize(("per", "groups"), SCOPES)
def test_a_scope_says_who_shares_a_limit(per: str, groups: dict[tuple[str, str], int]) -> None:
    rule = LimitRule(Limit(rpm=1, per=per))  # type: ignore[arg-type]
    names = {whose: rule.name(*whose) for whose in groups}

    for one, group in groups.items():
        for other, its in groups.items():
            assert (names[one] == names[other]) == (group == its)


def test_other_limits_never_share_a_scope() -> None:
    names = {LimitRule(Limit(rpm=one)).name("a", "m") for one in (1, 2, 3)}
    assert len(names | {LimitRule(Limit(rpm=1), 2.0).name("a", "m")}) == 4


@pytest.mark.parametrize(
    ("pattern", "model", "is_limited"),
    [
        ("*", "gpt-4o", True),
        ("gpt-4o*", "gpt-4o-mini", True),
        ("gpt-4o", "gpt-4o-mini", False),
        ("gpt-?o", "gpt-4O", False),
    ],
)
def test_a_pattern_says_which_models_it_is_for(pattern: str, model: str, is_limited: bool) -> None:
    assert LimitRule(Limit(rpm=1, model=pattern)).matches(model) is is_limited
