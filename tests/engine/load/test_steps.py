"""One engine and its clock: who gets a token at which tick."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.engine.load.steps import Engine
from sanic_mock.settings import Load, Step

MS = 1_000_000


class Request:
    """A sequence that remembers when its tokens came."""

    def __init__(self, prompt: int, answer: int, cached: int = 0) -> None:
        self.prefill_tokens = prompt
        self.kept_tokens = cached
        self.answer = answer
        self.came_ms: list[float] = []

    def emit(self, now_ns: int) -> bool:
        """See engine.load.steps.Sequence."""
        self.came_ms.append(now_ns / MS)
        return len(self.came_ms) < self.answer


def engine(scale: float = 1.0, load: dict[str, Any] | None = None, **step: Any) -> Engine:
    given = {"base_s": 0.010, "per_running_s": 0.001, "per_prefill_token_s": 1e-5} | step
    return Engine(Load("step", step=Step(**given), **(load or {})), scale)


def run(engine: Engine, requests: list[Request], now_ns: int = 0) -> int:
    """Let requests join, and step until there is nothing left to do; return when."""
    for request in requests:
        engine.join(request)
    while end_ns := engine.start(now_ns):
        engine.finish()
        now_ns = end_ns
    return now_ns


def test_a_prompt_that_fits_gets_its_first_token_after_one_step() -> None:
    """10 ms and 100 tokens of 10 us; then 10 ms and 1 ms for the one that runs."""
    request = Request(100, 3)

    run(engine(), [request])

    assert request.came_ms == [11.0, 22.0, 33.0]


def test_a_long_prompt_is_read_in_chunks_of_the_budget() -> None:
    request = Request(2500, 2)

    run(engine(token_budget=1000), [request])

    assert request.came_ms == [20 + 20 + 15, 55 + 11]


def test_all_that_run_get_their_token_at_the_same_instant() -> None:
    requests = [Request(100, 4) for _ in range(3)]

    run(engine(), requests)

    assert requests[0].came_ms == requests[1].came_ms == requests[2].came_ms
    assert requests[0].came_ms == [13.0, 26.0, 39.0, 52.0]


def test_a_prompt_being_read_stalls_everybodys_next_token() -> None:
    running, long = Request(0, 3), Request(8000, 1)
    found = engine()
    found.join(running)
    end_ns = found.start(0)
    found.join(long)
    found.finish()

    run(found, [], end_ns)

    assert running.came_ms == [10.0, 10 + 10 + 1 + 80, 101 + 11]
    assert long.came_ms == [101.0]


def test_those_that_run_come_first_in_the_budget() -> None:
    """Of 10 tokens a step, three run, so seven of a prompt are read."""
    found = engine(token_budget=10, per_prefill_token_s=0.001)
    running = [Request(0, 9) for _ in range(3)]
    end_ns = 0
    for request in running:
        found.join(request)
    end_ns = found.start(end_ns)
    found.finish()
    found.join(Request(20, 1))

    assert found.start(end_ns) - end_ns == (10 + 3 + 7) * MS


def test_prompts_are_read_first_come_first_served() -> None:
    first, second = Request(1000, 1), Request(10, 1)

    run(engine(token_budget=500), [first, second])

    assert first.came_ms == [30.0]
    assert second.came_ms == pytest.approx([30 + 10.1])


def test_tokens_in_memory_cost_time() -> None:
    """A prompt of 1,000 and each token after it: 1 ms for a thousand."""
    request = Request(1000, 3)

    run(engine(per_kv_ktoken_s=0.001, per_prefill_token_s=0.0), [request])

    assert request.came_ms == pytest.approx([10, 22.001, 34.003])


def test_what_was_cached_is_kept_but_not_read() -> None:
    request = Request(100, 1, cached=5000)

    run(engine(), [request])

    assert request.came_ms == [11.0]
    assert request.kept_tokens == 5101


def test_who_finds_no_slot_waits_in_order() -> None:
    requests = [Request(0, 2) for _ in range(3)]

    run(engine(load={"slots": 1}), requests)

    assert [one.came_ms for one in requests] == [[10, 21], [31, 42], [52, 63]]


@pytest.mark.parametrize(
    ("load", "requests", "is_full"),
    [
        ({"slots": 1, "queue": 1}, 0, False),
        ({"slots": 1, "queue": 1}, 1, False),
        ({"slots": 1, "queue": 1}, 2, True),
        ({"slots": 1, "queue": 0, "on_full": "wait"}, 9, False),
    ],
)
def test_it_is_full_when_none_may_run_or_wait(
    load: dict[str, Any], requests: int, is_full: bool
) -> None:
    found = engine(load=load)
    for _ in range(requests):
        found.join(Request(10, 5))
        found.start(0)

    assert found.is_full() is is_full


def test_requests_of_one_instant_count_against_the_queue_before_the_first_step() -> None:
    found = engine(load={"slots": 2, "queue": 1})
    for _ in range(3):
        found.join(Request(10, 5))

    assert found.is_full()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_client_that_left_costs_nothing_any_more(steps: int) -> None:
    """Whether it waits, is being read or runs."""
    gone, stays = Request(1500, 9), Request(0, 1)
    found = engine(token_budget=1000)
    found.join(gone)
    now_ns = 0
    for _ in range(steps):
        now_ns = found.start(now_ns)
        found.finish()
    found.drop(gone)

    run(found, [stays], now_ns)

    assert stays.came_ms == [now_ns / MS + 10]
    assert (found.running, found.waiting) == (0, 0)


def test_dropping_one_that_is_not_there_does_nothing() -> None:
    engine().drop(Request(1, 1))


def test_an_idle_engine_has_no_clock() -> None:
    assert engine().start(123) == 0


def test_time_scale_divides_every_step() -> None:
    request = Request(100, 2)

    run(engine(scale=0.1), [request])

    assert request.came_ms == pytest.approx([1.1, 2.2])


def test_a_step_that_takes_no_time_still_ends_later() -> None:
    """Else a clock would not move, and one wake would never end."""
    found = engine(base_s=0.0, per_running_s=0.0, per_prefill_token_s=0.0)

    assert run(found, [Request(5, 100)], 7) == 107


def test_steps_are_stretched_from_the_next_on() -> None:
    one, request = engine(), Request(100, 3)

    one.join(request)
    first_ns = one.start(0)
    one.stretch = 3.0
    one.finish()
    run(one, [], first_ns)

    assert request.came_ms == [11.0, 11 + 33.0, 44 + 33.0]


def test_slots_that_are_gone_take_nobody_new_and_let_those_who_run_go_on() -> None:
    one = engine(load={"slots": 2})
    first, second, third = Request(0, 2), Request(0, 4), Request(0, 1)
    for request in (first, second, third):
        one.join(request)

    end_ns = one.start(0)
    one.slots = 1
    one.finish()
    run(one, [], end_ns)

    assert [len(request.came_ms) for request in (first, second, third)] == [2, 4, 1]
    assert third.came_ms[0] > second.came_ms[-1] > first.came_ms[-1]
