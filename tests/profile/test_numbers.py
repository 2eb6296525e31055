"""Shipped profiles: each number has its source, and the loaded values are the documented ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from statistics import fmean

import pytest

from sanic_mock.distributions import Distribution
from sanic_mock.engine.draws import Chance, six_integers
from sanic_mock.engine.timeline import Timeline
from sanic_mock.profile.find import shipped_folder
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.settings import Settings

SOURCED = ("openai-mini", "openai", "azure", "claude", "reasoning", "vllm-8b", "vllm-70b")


@cache
def loaded(name: str) -> Settings:
    return resolve({"seed": Given("7", "flag -seed")}, profile=name)


def parts(name: str) -> tuple[str, str]:
    """Return a profile's list of sources, and what follows it."""
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    match = re.search(r"^source:\n((?:  .*\n)+)", text, re.MULTILINE)
    assert match
    return match[1], text[match.end() :]


def lines(name: str) -> list[str]:
    """Return a profile's lines that say a number."""
    return re.findall(r"^(?! *#).*[:{,] *[0-9].*$", parts(name)[1], re.MULTILINE)


@pytest.mark.parametrize(("name", "count"), [("openai-mini", 15), ("openai", 8), ("vllm-70b", 16)])
def test_lines_with_numbers_are_found(name: str, count: int) -> None:
    assert len(lines(name)) == count


@pytest.mark.parametrize("name", SOURCED)
def test_every_number_has_its_source_beside_it(name: str) -> None:
    bare = [line for line in lines(name) if not re.search(r" # .{8}", line)]

    assert bare == []


@pytest.mark.parametrize("name", SOURCED)
def test_every_section_has_a_source(name: str) -> None:
    sources, keys = parts(name)

    sourced = set(re.findall(r"^  (\w+): \S", sources, re.MULTILINE))
    sections = set(re.findall(r"^(ttft|itl|tokens|chunking|load):", keys, re.MULTILINE))

    assert sections <= sourced


def base(name: str) -> Distribution:
    ttft = loaded(name).ttft
    assert ttft is not None
    return ttft.base


TTFT = [  # ms: modelstats.ai, newmen.ai for azure
    ("openai-mini", {0.5: 536, 0.95: 844, 0.99: 4461, 1 - 1e-12: 5946}),
    ("openai", {0.5: 639, 0.95: 1144, 0.99: 4517, 1 - 1e-12: 7010}),
    ("azure", {0.5: 1031, 0.95: 3296}),
    ("claude", {0.5: 541, 0.95: 1591, 0.99: 4117, 1 - 1e-12: 11611}),
    ("reasoning", {0.5: 726, 0.95: 1220, 0.99: 1946, 1 - 1e-12: 4813}),
]


@pytest.mark.parametrize(("name", "documented"), TTFT)
def test_ttft_has_the_documented_percentiles(name: str, documented: dict[float, float]) -> None:
    found = {share: base(name).quantile(share) * 1e3 for share in documented}

    assert found == pytest.approx(documented)


@pytest.mark.parametrize("name", SOURCED)
def test_answers_have_the_length_of_azures_conversations(name: str) -> None:
    output = loaded(name).tokens.output
    assert output is not None

    assert [output.quantile(share) for share in (0.5, 0.9, 0.99)] == pytest.approx([129, 424, 601])
    assert output.quantile(1 - 1e-12) == pytest.approx(1000)


def test_thought_and_answer_have_the_length_of_servegens() -> None:
    tokens = loaded("reasoning").tokens
    assert tokens.output is not None
    assert tokens.reasoning is not None
    thought = [tokens.reasoning.quantile((i + 0.5) / 4000) for i in range(4000)]
    answers = [tokens.output.quantile((i + 0.5) / 61) for i in range(61)]

    total = sorted(one + other for one in thought for other in answers)

    found = [total[int(share * len(total))] for share in (0.5, 0.75, 0.9, 0.95, 0.99)]
    assert found == pytest.approx([1003, 2249, 5085, 7411, 14130], rel=0.005)


GAPS = [("openai-mini", 10.6), ("openai", 1000 / 81), ("reasoning", 6.2), ("claude", 1000 / 58)]


@pytest.mark.parametrize(("name", "mean_ms"), GAPS)
def test_a_token_takes_the_documented_time_at_the_mean(name: str, mean_ms: float) -> None:
    itl = loaded(name).itl
    assert itl is not None

    assert itl.token.mean() * 1e3 == pytest.approx(mean_ms, rel=0.01)
    assert itl.request_cv == 0.10


@pytest.mark.parametrize("name", ["openai-mini", "openai", "reasoning"])
def test_gaps_have_the_shape_of_openais_records(name: str) -> None:
    """Whisper Leak, OpenAI direct, over the median: within 5 %, and 6 % at p95."""
    itl = loaded(name).itl
    assert itl is not None
    shape = {0.05: 3.2, 0.25: 7.15, 0.75: 15.3, 0.9: 24.6, 0.95: 35.5, 0.975: 51.5}

    middle = itl.token.quantile(0.5)
    found = {share: itl.token.quantile(share) / middle for share in shape}
    assert found == pytest.approx({share: ms / 10.45 for share, ms in shape.items()}, rel=0.06)


def events(name: str) -> tuple[list[float], float]:
    """Return a long stream's gaps between events in ms, and the mean number of tokens in each."""
    timeline, digest = Timeline(loaded(name)), Chance(7).hash(b"long")
    plan = timeline.plan((*six_integers(digest)[:4], 2**31, 0), digest, 0, 0, 0)
    found = list(timeline.releases(plan, 200_000))
    gaps = sorted((later - earlier) / 1e6 for (earlier, _), (later, _) in pairwise(found))
    return gaps, 200_000 / len(found)


def quantiles(ordered: list[float], shares: Iterable[float]) -> list[float]:
    return [ordered[int(share * len(ordered))] for share in shares]


def test_azure_sends_bursts() -> None:
    """Whisper Leak, Azure gpt-4o: 78 % of records within 1 ms, the others as p84 to p99.7 say."""
    gaps, tokens = events("azure")
    pauses = [gap for gap in gaps if gap]

    shares = [(share - 0.78) / 0.22 for share in (0.84, 0.89, 0.94, 0.97, 0.9907, 0.997)]
    assert len(pauses) / len(gaps) == pytest.approx(0.22, abs=0.01)
    documented = [50, 215, 300, 350, 500, 760]
    assert quantiles(pauses, shares) == pytest.approx(documented, rel=0.1, abs=10)
    assert fmean(gaps) == pytest.approx(46.1, rel=0.1)
    assert fmean(gaps) / tokens == pytest.approx(10, rel=0.1)


def test_claude_sends_seven_tokens_on_a_clock_of_45_ms() -> None:
    """Whisper Leak, Claude Haiku: mean 116 ms, p25 48, p50 94, p75 141, p90 205, p97.5 410 ms."""
    gaps, tokens = events("claude")

    assert all(gap % 45 == 0 for gap in gaps)
    assert quantiles(gaps, (0.25, 0.5, 0.75, 0.9, 0.975)) == [45, 90, 135, 225, 405]
    assert fmean(gaps) == pytest.approx(116, rel=0.05)
    assert tokens == pytest.approx(7, rel=0.05)


def test_vllm_8b_takes_the_documented_steps() -> None:
    load = loaded("vllm-8b").load
    assert load.step is not None

    assert (load.model, load.slots, load.step.token_budget) == ("step", 256, 8192)
    step = (load.step.base_s, load.step.per_running_s, load.step.per_prefill_token_s)
    assert step == pytest.approx((0.0105, 32e-6, 26e-6))
    assert (load.cache_blocks, load.cache_block_tokens) == (26_000, 16)


@pytest.mark.parametrize(("running", "itl_ms"), [(1, 18.35), (25, 38.75), (50, 60.0), (88, 92.3)])
def test_vllm_70b_has_the_documented_gap(running: int, itl_ms: float) -> None:
    """17.5 ms and 0.85 ms for each running request."""
    made = loaded("vllm-70b")
    assert made.itl is not None

    stretch = 1 + made.load.itl_slope * (running - 1) / (made.load.slots - 1)
    assert made.itl.token.mean() * stretch * 1e3 == pytest.approx(itl_ms, rel=0.001)


def test_vllm_70b_reads_5000_tokens_in_407_ms() -> None:
    ttft = loaded("vllm-70b").ttft
    assert ttft is not None

    assert ttft.base.mean() + 5000 * ttft.per_prompt_token_s == pytest.approx(0.407)
