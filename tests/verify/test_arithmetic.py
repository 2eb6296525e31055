"""The arithmetic of `verify` by rows: distances, answers, plans, verdicts, tables."""

import random
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from sanic_mock.distributions import Constant, LogNormal
from sanic_mock.server.schedule import Planner, Schedule
from sanic_mock.settings import Itl, Load, Settings, Ttft
from sanic_mock.verify import order as orders
from sanic_mock.verify.compare import Comparison, Lags, compare
from sanic_mock.verify.configured import Configured, configured, gaps
from sanic_mock.verify.gathered import arrived
from sanic_mock.verify.order import Order
from sanic_mock.verify.processes import Cores
from sanic_mock.verify.question import ClientJob, TimedAnswer, question, request
from sanic_mock.verify.report import heading, judgement
from sanic_mock.verify.response import END, chunks, finish
from sanic_mock.verify.spread import has_atoms, ks_distance, percentile, spread
from sanic_mock.verify.table import lines, markdown, number
from sanic_mock.verify.verdict import CheckResult, RunVerdict, checks, verdict

MS = 1_000_000


# --- distances and percentiles ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("ones", "others", "slack", "distance"),
    [
        ([1, 2, 3], [1, 2, 3], 0, 0),
        ([1, 2, 3], [11, 12, 13], 0, 1),
        ([11, 12, 13], [1, 2, 3], 0, 1),
        ([1, 2, 3, 4], [3, 4, 5, 6], 0, 0.5),
        ([5, 5, 5], [5.2, 5.2], 0, 1),
        ([5, 5, 5], [5.2, 5.2], 0.25, 0),
        ([5.2, 5.2], [5, 5, 5], 0.25, 0),
        ([5.5, 5.5], [5, 5, 5], 0.25, 1),
        ([1], [1, 2], 0, 0.5),
        ([], [1, 2], 0, 0),
        ([1, 2], [], 0, 0),
    ],
)
def test_ks_is_the_largest_distance_of_two_distributions(
    ones: Sequence[float], others: Sequence[float], slack: float, distance: float
) -> None:
    assert ks_distance(ones, others, slack) == pytest.approx(distance)


def test_ks_agrees_with_scipy() -> None:
    from scipy.stats import ks_2samp

    chance = random.Random(1)
    ones = sorted(chance.gauss(0, 1) for _ in range(500))
    others = sorted(chance.gauss(0.2, 1.1) for _ in range(700))
    assert ks_distance(ones, others) == pytest.approx(ks_2samp(ones, others).statistic)


def test_ks_of_many_values_is_that_of_some() -> None:
    many = [place / 300_000 for place in range(300_000)]
    shifted = [value + 0.25 for value in many]
    assert ks_distance(many, shifted) == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize(
    ("ordered", "share", "value"),
    [([7], 0.99, 7), ([1, 2, 3], 0.5, 2), ([0, 10], 0.9, 9), (list(range(101)), 0.99, 99)],
)
def test_a_percentile_lies_between_its_neighbours(
    ordered: Sequence[float], share: float, value: float
) -> None:
    assert percentile(ordered, share) == pytest.approx(value)


def test_nothing_has_no_spread() -> None:
    assert spread([]).n == 0


@pytest.mark.parametrize(
    ("ordered", "atoms"),
    [([5.0] * 200, True), ([float(one) for one in range(200)], False), ([], False), ([1.0], False)],
)
def test_a_value_that_repeats_is_noticed(ordered: Sequence[float], atoms: bool) -> None:
    assert has_atoms(ordered) is atoms


# --- questions and answers --------------------------------------------------------------------


def test_no_two_questions_are_the_same_case() -> None:
    assert len({question(n) for n in range(2000)}) == 2000
    assert msgspec.json.decode(question(7))["stream"] is True


def test_a_key_goes_into_the_request() -> None:
    job = ClientJob("h", 1, "sk-1", 0, 1, 1, 1.0)
    assert b"\r\nAuthorization: Bearer sk-1\r\n" in request(job, 3)
    assert request(job, 3).endswith(question(3))


HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
USAGE = b'data: {"choices":[],"usage":{"completion_tokens":12}}\n\n'
DONE = b"data: [DONE]\n\n"


def framed(*contents: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in (*contents, b""))


@pytest.mark.parametrize(
    ("raw", "tokens", "size", "problem"),
    [
        (HEAD + framed(USAGE, DONE), 12, len(USAGE + DONE), ""),
        (HEAD + framed(USAGE + DONE[:5], DONE[5:]), 12, len(USAGE + DONE), ""),
        (HEAD + framed(USAGE, b": sanic-mock planned_ms=1\n\n", DONE), 12, len(USAGE + DONE), ""),
        (HEAD + framed(USAGE), 0, 0, "the answer could not be read: ValueError('no [DONE]')"),
        (b"HTTP/1.1 429 Too Many Requests\r\n\r\n{}", 0, 0, "HTTP/1.1 429 Too Many Requests"),
    ],
)
def test_an_answer_is_read_off_its_bytes(raw: bytes, tokens: int, size: int, problem: str) -> None:
    answer = finish(TimedAnswer(0, 0, [], []), raw)
    assert (answer.tokens, answer.problem) == (tokens, problem)
    assert problem or answer.size == size


def test_chunks_that_are_not_whole_are_refused() -> None:
    assert b"".join(chunks(framed(b"ab", b"c"))) == b"abc"
    assert framed(b"ab").endswith(END)
    with pytest.raises(ValueError, match="not found"):
        list(chunks(b"2\r\nab\r\n"))


def test_events_that_come_in_one_read_have_its_stamp() -> None:
    assert arrived(TimedAnswer(0, 0, [5, 9], [1, 3])) == [5, 9, 9]


def test_gaps_leave_out_what_leaves_together() -> None:
    assert gaps([1, 1, 4, 4, 5]) == [3, 1]


# --- plans ------------------------------------------------------------------------------------

SLOW = Settings("slow", seed=3, ttft=Ttft(Constant(0.05)), itl=Itl(LogNormal(median=0.01, sigma=1)))


def test_a_plan_is_the_same_every_time() -> None:
    ones, others = Planner(SLOW), Planner(SLOW)
    assert ones.plan(question(1)) == ones.plan(question(1)) == others.plan(question(1))
    assert ones.plan(question(1)) != ones.plan(question(2))
    assert ones.plan(question(1)).first_ns == 50 * MS


def test_an_immediate_profile_is_planned_for_now() -> None:
    plan = Planner(Settings("fast")).plan(question(1))
    assert set(plan.dues) == {0} == {plan.last_ns}
    assert plan.size > 0


def test_alone_a_request_in_slots_is_as_without_them() -> None:
    load = Load("slots", 4, itl_slope=1.0)
    loaded = replace(SLOW, load=load)
    assert Planner(loaded).plan(question(1)) == Planner(SLOW).plan(question(1))


def test_configured_is_the_law_itself_where_nothing_is_added() -> None:
    found = configured(SLOW, Planner(SLOW))
    assert found.ttft[0] == found.ttft[-1] == 50 * MS
    assert percentile(found.gaps, 0.5) == pytest.approx(10 * MS, rel=1e-3)
    assert len(found.totals) == len(found.tokens) > 10_000


# --- orders -----------------------------------------------------------------------------------

MINUTE = Configured([], [], [2e9], [50], [25], writes=50)


@pytest.mark.parametrize(
    ("order", "settings", "running", "requests"),
    [
        (Order(), SLOW, 20, 600),
        (Order(requests=5), SLOW, 5, 5),
        (Order(streams=300), SLOW, 300, 2000),
        (Order(streams=3000), SLOW, 3000, 3000),
        (Order(), Settings("fast"), 1, 100),
        (Order(), Settings("slots", ttft=SLOW.ttft, load=Load("slots")), 1, 100),
    ],
)
def test_a_run_takes_about_a_minute_unless_said(
    order: Order, settings: Settings, running: int, requests: int
) -> None:
    assert orders.streams(order, settings, MINUTE) == running
    assert orders.requests(order, running, MINUTE.mean_total_s) == requests


def test_short_answers_are_asked_for_at_a_rate_that_leaves_the_server_idle() -> None:
    short = Configured([], [], [20e6], [30], [1500], writes=1)
    assert orders.streams(Order(), SLOW, short) == 4


def test_cores_are_told() -> None:
    assert str(Cores(frozenset({0}), frozenset({1}))) == "server on core 0, client on core 1"
    assert str(Cores(frozenset(), frozenset())) == "server and client share one core"


# --- verdicts and tables ----------------------------------------------------------------------


def run(
    late_ns: int = 100_000,
    *,
    lag_ns: int = 0,
    control_ns: int = 0,
    tokens: int = 3,
    problem: str = "",
) -> Comparison:
    """Compare answers that each came `late_ns` after their plan."""
    plans = [Schedule([(50 + n) * MS, (60 + n) * MS], (60 + n) * MS, 3, 10) for n in range(40)]
    answers = [
        TimedAnswer(
            place + 7,
            1000,
            [1000 + due + late_ns for due in plan.dues],
            [1, 2],
            1000 + plan.last_ns + late_ns,
            tokens,
            10,
            problem if place == 0 else "",
        )
        for place, plan in enumerate(plans)
    ]
    totals = [float(plan.last_ns) for plan in plans]
    wanted = Configured([float(one.first_ns) for one in plans], [10.0 * MS], totals, [3.0], [50.0])
    return compare(SLOW, answers, plans, wanted, Lags([lag_ns] * 10, [control_ns] * 10))


def judged(found: Comparison, tolerance: float = 1.0) -> list[CheckResult]:
    return list(checks(found, tolerance, is_at_once=False))


def unmet(found: Comparison, tolerance: float = 1.0) -> list[str]:
    return [one.said.partition(":")[0] for one in judged(found, tolerance) if not one.is_met]


@pytest.mark.parametrize(
    ("found", "tolerance", "missed"),
    [
        (run(), 1.0, []),
        (run(-1000), 1.0, ["early"]),
        (run(-1000), 100.0, ["early"]),
        (run(1_500_000), 1.0, ["TTFT", "total"]),
        (run(1_500_000), 2.0, []),
        (run(6_000_000), 6.0, []),
        (run(tokens=4), 1.0, ["tokens and bytes"]),
        (run(problem="HTTP/1.1 500 Oops"), 1.0, ["1 request failed, first"]),
    ],
)
def test_what_is_beyond_tolerance_is_named(
    found: Comparison, tolerance: float, missed: list[str]
) -> None:
    assert unmet(found, tolerance) == missed


@pytest.mark.parametrize(
    ("found", "tolerance", "which"),
    [
        (run(), 1.0, RunVerdict.WITHIN),
        (run(lag_ns=600 * MS), 1.0, RunVerdict.WITHIN),
        (run(6 * MS), 1.0, RunVerdict.BEYOND),
        (run(6 * MS, lag_ns=4 * MS), 1.0, RunVerdict.BEYOND),
        (run(6 * MS, lag_ns=6 * MS), 1.0, RunVerdict.IN_DOUBT),
        (run(6 * MS, control_ns=6 * MS), 1.0, RunVerdict.IN_DOUBT),
        (run(6 * MS, lag_ns=3 * MS, control_ns=3 * MS), 1.0, RunVerdict.IN_DOUBT),
        (run(60 * MS, lag_ns=6 * MS, control_ns=6 * MS), 1.0, RunVerdict.BEYOND),
        (run(6 * MS, lag_ns=6 * MS), 6.0, RunVerdict.WITHIN),
        (run(-1000, lag_ns=60 * MS), 1.0, RunVerdict.BEYOND),
        (run(6 * MS, lag_ns=60 * MS, tokens=4), 1.0, RunVerdict.BEYOND),
        (run(6 * MS, lag_ns=60 * MS, problem="refused"), 1.0, RunVerdict.BEYOND),
    ],
)
def test_a_run_is_in_doubt_if_it_was_no_later_than_the_machine(
    found: Comparison, tolerance: float, which: RunVerdict
) -> None:
    assert verdict(judged(found, tolerance)) is which


def test_each_verdict_has_an_exit_code_of_its_own() -> None:
    assert {one.value: one.exit_code for one in RunVerdict} == {
        "within": 0,
        "beyond": 1,
        "in doubt": 3,
    }


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (run(), ["Within all tolerances: slow, seed 3."]),
        (run(tokens=4), ["Not within tolerance: slow, seed 3; 1 of 9 checks failed."]),
        (
            run(6 * MS, lag_ns=6 * MS, control_ns=2 * MS),
            [
                "In doubt: slow, seed 3; 3 of 9 checks failed.",
                "The machine was too busy to tell: up to 6.00 ms late in the client, 2.00 ms in the"
                " control.",
            ],
        ),
    ],
)
def test_the_verdict_is_said_in_the_first_line(found: Comparison, lines: list[str]) -> None:
    assert list(heading(SLOW, found, judged(found))) == lines


def test_a_check_that_the_machine_failed_is_marked() -> None:
    lines = list(judgement(judged(run(6 * MS, lag_ns=6 * MS)), 1.0))
    failed = [line.split()[:2] for line in lines if line.startswith("  ??")]
    assert failed == [["??", "lateness:"], ["??", "TTFT:"], ["??", "total:"], ["??", "is"]]


def test_drift_is_last_minus_first_and_told_for_1000() -> None:
    plan = Schedule([10 * MS, 20 * MS, 30 * MS], 30 * MS, 3, 10)
    answer = TimedAnswer(0, 0, [11 * MS, 21 * MS, 33 * MS], [1, 2, 3], 33 * MS, 3, 10)
    found = compare(SLOW, [answer], [plan], MINUTE, Lags([0], [0]))
    assert found.gained_ms == pytest.approx(2)
    assert found.drift_ms == pytest.approx(1000)


def test_streams_that_take_no_time_have_no_drift() -> None:
    found = compare(
        SLOW, [TimedAnswer(0, 0, [5], [2], 5)], [Schedule([0, 0], 0, 0)], MINUTE, Lags([0], [0])
    )
    assert found.drift_ms is None


def test_a_table_is_aligned_and_fits_100_columns() -> None:
    told = list(lines(run()))
    assert max(map(len, told)) <= 100
    assert told[0].split() == ["n", "p50", "p90", "p99", "p99.9", "KS"]
    assert "  configured" in told[2]
    ends = {len(one) for one in told if one.startswith(("  configured", "  planned"))}
    assert len(ends) == 1
    assert "early: 0.00% of events, counted from when the client sent its request" in told


def test_markdown_has_a_row_for_each_time() -> None:
    rows = list(markdown("slow", run()))
    assert [row.split(" | ")[:2] for row in rows] == [
        ["| `slow`", "TTFT, ms"],
        ["| `slow`", "ITL, ms"],
        ["| `slow`", "total, ms"],
    ]
    assert rows[0].endswith("| 0.10 / 0.10 | 40 |")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.000"), (0.0344, "0.034"), (12.345, "12.35"), (1234.5, "1,234.5"), (-12345, "-12,345")],
)
def test_numbers_have_the_digits_that_matter(value: float, text: str) -> None:
    assert number(value) == text
