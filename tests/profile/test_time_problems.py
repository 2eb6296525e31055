"""Times that cannot be: what `sanic-mock profiles check` says of each, whole lines."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from sanic_mock.cli import main
from sanic_mock.profile.longest import MAX_PLAN_S
from sanic_mock.server.app import LONGEST_PLAN_S


def checked(folder: Path, text: str) -> tuple[int, list[str]]:
    """Return the exit code and the problems of a profile called my.yaml."""
    (folder / "my.yaml").write_text(text, encoding="utf-8")
    out, err = StringIO(), StringIO()
    code = main(["profiles", "check", "my.yaml"], {}, out, err)
    assert bool(out.getvalue()) is (code == 0)
    return code, [line.removeprefix("sanic-mock: ") for line in err.getvalue().splitlines()]


IMPOSSIBLE = [
    (
        "{dist: normal, mean: 10ms, sd: -2ms}",
        '.sd: "-2ms" is out of range; want 0ms to 10m',
    ),
    (
        "{dist: normal, mean: -1, sd: 2}",
        ".mean: -1 is out of range; want 0ms to 10m",
    ),
    (
        "{dist: normal, mean: 10, sd: 2, min: 20}",
        ".min: 20 is out of range; want a number from 0 to mean",
    ),
    (
        "{dist: normal, mean: 10, sd: 2, max: 9}",
        ".max: 9 is out of range; want ",
    ),
    (
        "{dist: uniform, min: 30, max: 20}",
        ".max: 20 is out of range; want a number >= min",
    ),
    (
        "{dist: lognormal, median: 10, sigma: -0.5}",
        ".sigma: -0.5 is out of range; want 0 to 1000000",
    ),
    (
        "{dist: lognormal, median: 0, sigma: 0.5}",
        ".median: 0 is out of range; want a number > 0",
    ),
    (
        "{dist: logt, median: 10ms, scale: 0.5, df: 3}",
        ".max: missing; want a number > 0",
    ),
    (
        "{dist: logt, median: 10ms, scale: 0.5, df: 3, max: 9ms}",
        '.max: "9ms" is out of range; want a number above median',
    ),
    (
        "{dist: logt, median: 10ms, scale: 0.5, df: 0, max: 3s}",
        ".df: 0 is out of range; want a number from 1 to 1000",
    ),
    (
        "{dist: pareto, min: 10ms, alpha: 1, max: 15ms}",
        '.max: "15ms" is out of range; want a number above the median, min * 2^(1 / alpha)',
    ),
    (
        "{dist: pareto, min: 10ms, alpha: 0, max: 1s}",
        ".alpha: 0 is out of range; want a number > 0",
    ),
    (
        "{dist: gamma, mean: 0, cv: 1}",
        ".mean: 0 is out of range; want a number > 0",
    ),
    (
        "{dist: weibull, mean: 5, cv: -1}",
        ".cv: -1 is out of range; want 0 to 1000000",
    ),
    (
        "{dist: exponential, mean: 0}",
        ".mean: 0 is out of range; want a number > 0",
    ),
    (
        "{dist: percentiles, p50: 536, p90: 400}",
        ".p90: 400 is out of range; want a number >= p50",
    ),
    (
        "{dist: percentiles, p50: 536, p99: 844, max: 800}",
        ".max: 800 is out of range; want a number >= p99",
    ),
    (
        "{dist: percentiles, p50: 536, p100: 844}",
        ".p100: out of range; want p above 0 and below 100, or min and max",
    ),
    (
        "{dist: percentiles, p50: 536, p99: 844, max: 9s, tail: paretto}",
        '.tail: "paretto" is not known; want pareto, lognormal (nearest is pareto)',
    ),
    (
        "{dist: percentiles, p50: 536, p99: 844, tail: pareto}",
        ".max: missing; want a number above p99: a tail has no end of its own",
    ),
    (
        "{dist: percentiles, p50: 536, p99: 844, max: 844, tail: pareto}",
        ".max: 844 is out of range; want a number above p99",
    ),
    (
        "{dist: percentiles, p50: 536, max: 9s, tail: lognormal}",
        ".tail: lognormal needs two percentiles above 0 that differ, the last",
    ),
    (
        "{dist: percentiles, p95: 844}",
        ".min: missing; want min, or p50 to derive it from",
    ),
    (
        "{dist: mixture, parts: [{w: 0.5, dist: constant, value: 1},"
        " {w: 0.4, dist: constant, value: 2}]}",
        ".parts: the weights sum to 0.9; want 1",
    ),
    (
        "{dist: mixture, parts: [{w: 0, dist: constant, value: 1}]}",
        ".parts[0].w: 0 is out of range; want above 0 up to 1",
    ),
    (
        "{dist: mixture, parts: [{w: 1, dist: mixture, parts: []}]}",
        '.parts[0].dist: "mixture" is no distribution; known: constant, ',
    ),
    (
        "{dist: replay}",
        '.dist: "replay" is no distribution; known: constant, ',
    ),
    (
        "{dist: normal, mean: 10, sd: 2, cap: 30}",
        ".cap: unknown key;",
    ),
    (
        "{dist: exponential, mean: 1m}",
        ": exponential can draw more than 10m; give a smaller max",
    ),
    (
        "{dist: lognormal, median: 10s, sigma: 1}",
        ": lognormal can draw more than 10m; give a smaller max",
    ),
    ("11m", ': "11m" is out of range; want 0ms to 10m'),
]


@pytest.mark.parametrize(("dist", "said"), IMPOSSIBLE, ids=[row[0][:60] for row in IMPOSSIBLE])
@pytest.mark.parametrize("key", ["ttft.base", "itl.token"])
def test_an_impossible_distribution_is_told_with_line_key_value_and_range(
    folder: Path, key: str, dist: str, said: str
) -> None:
    section, name = key.split(".")

    code, (problem, *others) = checked(folder, f"# times\n{section}:\n  {name}: {dist}\n")

    assert (code, others) == (2, [])
    assert problem.startswith(f"my.yaml:3: {key}{said}"), problem


# Of each what is wrong, whichever family is meant.
AT_ONCE = [
    (
        "{dist: gama, cv: -1, men: 5ms}",
        [
            '.dist: "gama" is no distribution; nearest is gamma',
            ".cv: -1 is out of range; want 0 to 1000000",
            ".men: unknown key; nearest is mean",
        ],
    ),
    (
        "{mean: -5ms, cv: 1}",
        [": dist is missing; want one of constant, ", '.mean: "-5ms" is out of range; want 0ms'],
    ),
    ("{dist: normall, mean: 5ms}", ['.dist: "normall" is no distribution; nearest is normal']),
    ("{dist: normal}", [".mean: missing; want ", ".sd: missing; want "]),
    (
        "{dist: normal, sd: -1}",
        [".sd: -1 is out of range; want 0ms to 10m", ".mean: missing; want "],
    ),
]


@pytest.mark.parametrize(("dist", "said"), AT_ONCE, ids=[row[0] for row in AT_ONCE])
def test_all_that_is_wrong_with_a_distribution_is_told_at_once(
    folder: Path, dist: str, said: list[str]
) -> None:
    code, problems = checked(folder, f"itl: {{token: {dist}}}\n")

    assert (code, len(problems)) == (2, len(said)), problems
    for problem, wanted in zip(problems, said, strict=True):
        assert problem.startswith(f"my.yaml:1: itl.token{wanted}"), problem


def test_a_problem_inside_a_distribution_is_told_at_its_own_line(folder: Path) -> None:
    text = "ttft:\n  base:\n    dist: percentiles\n    p50: 500\n    p90: 400\n"

    assert checked(folder, text) == (
        2,
        ["my.yaml:5: ttft.base.p90: 400 is out of range; want a number >= p50"],
    )


FILES = [
    (None, 'my.yaml:1: itl.token.file: "gone.csv" is no file in .'),
    ("", "holds no samples; want at least one number"),
    ("\n\n", "holds no samples; want at least one number"),
    ("# a comment\n", "1: '# a comment' is not a number; want a number >= 0"),
    ("12\n-5\n", "2: "),
    ("12\nnan\n", "2: "),
    ("12\nx\n13\n", "2: "),
]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_a_file_of_samples_must_hold_samples(folder: Path, text: str | None, said: str) -> None:
    if text is not None:
        (folder / "gone.csv").write_text(text)

    code, (problem,) = checked(folder, "itl: {token: {dist: empirical, file: gone.csv}}")

    assert code == 2
    assert problem.startswith("my.yaml:1: itl.token.file: ")
    assert said in problem, problem


USELESS = [
    (
        "itl: {token: 10ms}\nload: {model: step, step: {base: 10ms}}",
        "my.yaml:1: itl.token: does nothing with load.model step",
    ),
    (
        "itl: {token: 10ms}\nchunking: {mode: burst, burst: {records: 4, gap: 250ms}}",
        "my.yaml:1: itl.token: does nothing with chunking.mode burst",
    ),
    (
        "chunking: {mode: clock, clock: 45ms}\nload: {model: step, step: {base: 10ms}}",
        "my.yaml:1: chunking.mode: does nothing with load.model step",
    ),
    (
        "load: {model: slots, ttft_slope: 2, ttft_by_running: {1: 1, 9: 2}}",
        "my.yaml:1: load.ttft_slope: does nothing beside load.ttft_by_running",
    ),
    (
        "load: {model: step, itl_slope: 2, step: {base: 10ms}}",
        "my.yaml:1: load.itl_slope: does nothing with load.model step; want load.model slots",
    ),
    (
        "itl: {request_cv: 0.1}",
        "my.yaml:1: itl.request_cv: does nothing without itl.token",
    ),
    (
        "chunking: {tokens_per_chunk: 3}",
        "my.yaml:1: chunking.tokens_per_chunk: does nothing with chunking.mode token; "
        "want chunking.mode tokens or burst",
    ),
    (
        "ttft: {stall: {p: 0.1}}",
        "my.yaml:1: ttft.stall.p: does nothing without ttft.stall.dist",
    ),
    (
        "latency: 5\nttft: {base: 5}",
        "my.yaml:1: latency: is the short form of ttft; give one of them",
    ),
]


@pytest.mark.parametrize(("text", "said"), USELESS)
def test_a_key_that_would_do_nothing_is_refused(folder: Path, text: str, said: str) -> None:
    assert checked(folder, text) == (2, [said])


CURVES = [
    ("{}", "a mapping is not a curve; want a curve such as {1: 1.0, 50: 2.05}"),
    ("2", "2 is not a curve; want a curve such as {1: 1.0, 50: 2.05}"),
    ("{5: 1, 2: 2}", "its points do not rise; want each number larger than the one before"),
    ("{0: 1}", "0 is out of range; want whole numbers from 1 to 1000000"),
    ("{1.5: 1}", "1.5 is out of range; want whole numbers from 1 to 1000000"),
    ("{1: 0}", "0 is out of range; want above 0 up to 1000000"),
    ("{1: x}", '"x" is not a number; want above 0 up to 1000000'),
]


@pytest.mark.parametrize(("curve", "said"), CURVES)
def test_a_curve_rises_and_has_factors(folder: Path, curve: str, said: str) -> None:
    text = f"load:\n  model: slots\n  ttft_by_running: {curve}\n"

    assert checked(folder, text) == (2, [f"my.yaml:3: load.ttft_by_running: {said}"])


def test_all_problems_of_time_come_in_one_go(folder: Path) -> None:
    text = "ttft: {base: -1}\nitl:\n  token: {dist: normal, mean: 5, sd: -1}\n  min: 11m\n"

    assert checked(folder, text) == (
        2,
        [
            "my.yaml:1: ttft.base: -1 is out of range; want 0ms to 10m",
            "my.yaml:3: itl.token.sd: -1 is out of range; want 0ms to 10m",
            'my.yaml:4: itl.min: "11m" is out of range; want 0ms to 10m',
        ],
    )


WANT = "want at most 24 hours"
LONG = [
    (
        "itl: {token: 10s}\ntokens: {output: 10000}",
        f"my.yaml:1: itl.token: 10s for each of up to 10,000 tokens is 28 hours; {WANT}",
    ),
    (
        "tokens: {reasoning: 9000, output: 1000}\nitl: {token: {dist: exponential, mean: 10s}}",
        "my.yaml:2: itl.token: exponential, mean 10s for each of up to 10,000 tokens is 28 hours; "
        + WANT,
    ),
    (
        "itl: {token: 1s}\npayload: 16MiB",
        f"my.yaml:1: itl.token: 1s for each of up to 4,194,304 tokens is 1,165 hours; {WANT}",
    ),
    (
        "load: {model: step, step: {base: 10m}}",
        f"my.yaml:1: load.step.base: 10m for each of up to 200 tokens is 33 hours; {WANT}",
    ),
    (
        "itl: {token: 1s}\ntokens: {output: 1000}\nload: {model: slots, itl_slope: 999}",
        f"my.yaml:1: itl.token: 1s for each of up to 1,000 tokens is 278 hours; {WANT}",
    ),
]


@pytest.mark.parametrize(("text", "said"), LONG)
def test_a_plan_longer_than_the_servers_time_outs_is_refused(
    folder: Path, text: str, said: str
) -> None:
    assert checked(folder, text) == (2, [said])


@pytest.mark.parametrize(
    "text",
    [
        "ttft: {base: 10m}\nitl: {token: 10s}\ntokens: {output: 100}",
        "itl: {token: 10s}\ntokens: {output: 10000}\ntime_scale: 10",
        "itl: {token: 80ms}\ntokens: {output: 1000000}",
    ],
)
def test_a_profile_whose_plans_are_possible_is_ok(folder: Path, text: str) -> None:
    assert checked(folder, text) == (0, [])


def test_the_server_waits_for_the_longest_plan() -> None:
    assert MAX_PLAN_S + 600 >= LONGEST_PLAN_S >= MAX_PLAN_S
