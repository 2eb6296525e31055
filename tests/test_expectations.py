"""What `profiles show` expects of a profile, against closed forms and the documented numbers."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sanic_mock.cli import main
from sanic_mock.distributions import Constant, build
from sanic_mock.engine.sample import PLANS, Sample, draw, length
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.expectations import lines
from sanic_mock.profile.find import names
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.settings import Chunking, Drift, Itl, Load, Network, Settings, Step, Tokens, Ttft


def sample(**given: Any) -> Sample:
    return draw(Settings("test", **given))


def shown(*words: str) -> list[str]:
    """Return what `sanic-mock profiles show` says below its table."""
    out, err = StringIO(), StringIO()
    assert main(["profiles", "show", *words], {}, out, err) == 0
    text = out.getvalue().splitlines()
    return text[next(n for n, line in enumerate(text) if line.startswith("expected")) :]


def test_constant_times_are_expected_as_they_are() -> None:
    found = sample(
        ttft=Ttft(Constant(0.5), per_prompt_token_s=0.001),
        itl=Itl(Constant(0.01)),
        tokens=Tokens(Constant(21)),
    )

    assert set(found.ttft_s) == {0.6}
    assert set(found.gaps_s) == {0.01}
    assert set(found.total_s) == {0.8}
    assert found.rates == pytest.approx([100] * PLANS)


def test_hidden_tokens_are_in_the_first() -> None:
    found = sample(itl=Itl(Constant(0.01)), tokens=Tokens(Constant(5), Constant(100)))

    assert (set(found.ttft_s), set(found.total_s)) == ({1.0}, {1.04})


def test_a_networks_round_trip_is_part_of_every_answer() -> None:
    given = {
        "ttft": Ttft(Constant(0.5)),
        "itl": Itl(Constant(0.01)),
        "tokens": Tokens(Constant(21)),
    }
    found = sample(network=Network(rtt_s=0.2), time_scale=2.0, **given)

    assert found.ttft_s == pytest.approx([0.35] * PLANS)
    assert found.total_s == pytest.approx([0.45] * PLANS)
    assert found.gaps_s == pytest.approx([0.005] * 20 * PLANS)


def test_a_network_says_what_it_adds_and_what_is_left_out() -> None:
    said = shown("fast", "-network", "mobile-3g", "-tls", "self-signed")

    assert said[1:] == [
        "network: a round trip is part of every answer, 200ms, and a connection's first comes "
        "400ms later",
        "network: rates are left out here",
    ]
    assert not any("network" in line for line in shown("openai-mini"))


def test_without_gaps_there_is_no_speed() -> None:
    found = sample(ttft=Ttft(Constant(0.5)))

    assert found.rates == []
    assert found.total_s == found.ttft_s


def test_gaps_are_those_between_events() -> None:
    chunking = Chunking("tokens", tokens_per_chunk=Constant(4))

    found = sample(itl=Itl(Constant(0.01)), tokens=Tokens(Constant(12)), chunking=chunking)

    assert set(found.ttft_s) == {0.0}  # the first event is due with the first token
    assert set(found.gaps_s) == {0.04}
    assert found.rates == pytest.approx([100] * PLANS)


def test_a_head_of_its_own_is_told_apart() -> None:
    headed = Ttft(Constant(0.5), head=Constant(0.2))

    assert set(sample(ttft=headed).head_s) == {0.2}
    assert sample(ttft=Ttft(Constant(0.5))).head_s == []
    told = list(lines(Settings("test", ttft=headed)))
    (row,) = [line for line in told if line.startswith("headers")]
    assert row.split() == ["headers", "200ms", "200ms", "200ms"]


def test_each_plan_is_of_another_day_where_days_differ() -> None:
    found = sample(ttft=Ttft(Constant(0.5)), drift=Drift(0.4, 60.0))

    assert len(set(found.ttft_s)) > PLANS * 0.99
    assert sorted(found.ttft_s)[PLANS // 2] == pytest.approx(0.5, rel=0.05)


def test_one_request_alone_is_slowed_down_as_one_is() -> None:
    load = Load("slots", slots=5, itl_slope=4.0, ttft_by_running=((1, 2.0), (5, 9.0)))

    found = sample(ttft=Ttft(Constant(0.5)), itl=Itl(Constant(0.01)), load=load)

    assert (set(found.ttft_s), set(found.gaps_s)) == ({1.0}, {0.01})


def test_an_engine_reads_the_prompt_in_its_steps() -> None:
    """100 tokens at 40 a step: 3 steps; then a step for each token."""
    step = Step(0.010, per_running_s=0.001, per_prefill_token_s=0.0001, token_budget=40)

    found = sample(
        ttft=Ttft(Constant(0.5)), tokens=Tokens(Constant(3)), load=Load("step", step=step)
    )

    assert set(found.ttft_s) == {0.54}
    assert found.gaps_s == pytest.approx([0.011] * 2 * PLANS)
    assert found.total_s == pytest.approx([0.562] * PLANS)


def test_a_prefix_cache_needs_no_tokenizer_and_finds_nothing() -> None:
    step = Step(0.010, per_prefill_token_s=0.0001)

    found = sample(load=Load("step", step=step, cache_blocks=1000))

    assert set(found.ttft_s) == {0.02}


def test_the_seed_decides() -> None:
    times = {"ttft": Ttft(build("lognormal", {"median": 0.5, "sigma": 0.3}))}

    assert sample(seed=1, **times) == sample(seed=1, **times)
    assert sample(seed=1, **times) != sample(seed=2, **times)


@pytest.mark.parametrize("payload_bytes", [None, 1024, 10_240])
def test_the_length_of_a_text_is_about_right(payload_bytes: int | None) -> None:
    settings = Settings("test", payload_bytes=payload_bytes, seed=7)

    tokens = [body.tokens for body in make_bodies(settings)[:200]]

    assert length(settings) == pytest.approx(median(tokens), rel=0.06)


def test_very_long_answers_are_planned_less_often() -> None:
    chunking = Chunking("clock", clock_s=1.0)

    found = sample(itl=Itl(Constant(0.001)), payload_bytes=2**20, chunking=chunking)

    assert 1 <= len(found.ttft_s) < 20


@cache
def of_shipped(name: str) -> Sample:
    return draw(resolve({"seed": Given("1", "flag -seed")}, profile=name))


P50 = [
    ("realistic-network", "TTFT", 0.05),
    ("openai-mini", "TTFT", 0.537),
    ("openai", "TTFT", 0.640),
    ("azure", "TTFT", 1.032),
    ("claude-haiku", "TTFT", 0.542),
    ("openai-gpt-5", "TTFT", 0.690),
    ("openai-gpt-5", "headers", 0.422),
    ("vllm-8b", "TTFT", 0.0131),
    ("vllm-8b", "ITL", 0.010532),
    ("vllm-70b", "TTFT", 0.0248),
    ("vllm-70b", "ITL", 0.01835),
]


@pytest.mark.parametrize(("name", "row", "expected_s"), P50)
def test_shipped_profiles_are_expected_as_documented(
    name: str, row: str, expected_s: float
) -> None:
    found = of_shipped(name)

    values = {"headers": found.head_s, "TTFT": found.ttft_s, "ITL": found.gaps_s}[row]
    assert median(values) == pytest.approx(expected_s, rel=0.04)


@pytest.mark.parametrize("name", names())
def test_what_is_shown_is_plain_and_narrow(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanic_mock.engine.sample.PLANS", 200)  # for no number is looked at

    text = shown(name)

    assert text[0].startswith("expected")
    assert max(map(len, text)) <= 100
    assert all(line == line.rstrip() for line in text)


def test_a_profile_without_delay_says_so() -> None:
    assert shown("fast") == ["expected: no delay; an answer leaves as soon as its request is read"]


def test_what_phases_change_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "day.yaml"
    path.write_text("latency: 50\nphases: [{set: {latency_x: 4}}]")

    text = shown(str(path))

    assert "phases: what they change is left out here" in text
    assert any(line.split() == ["TTFT", "50.0ms", "50.0ms", "50.0ms"] for line in text)


def test_what_is_shown_has_a_table_and_two_histograms() -> None:
    text = shown("openai-mini")

    first = [line.split()[0] for line in text if line.strip()]
    assert first[:6] == ["expected", "p50", "TTFT", "ITL", "total", "tokens/s"]
    assert [line for line in text if line.startswith(("TTFT", "ITL"))][2:] == [
        "TTFT",
        "ITL, the gap between tokens",
    ]


def test_flags_change_what_is_expected() -> None:
    text = shown("openai-mini", "-latency", "75")

    assert any(line.split() == ["TTFT", "75.0ms", "75.0ms", "75.0ms"] for line in text)


def test_without_a_seed_the_same_is_shown_each_time() -> None:
    assert shown("openai") == shown("openai")


def test_lines_need_no_text_and_no_tokenizer(tmp_path: Path) -> None:
    code = (
        "import sys; from sanic_mock.expectations import lines\n"
        "from sanic_mock.profile.resolve import resolve\n"
        "print(*lines(resolve(profile='vllm-8b')), sep='\\n')\n"
        "assert not {'faker', 'toktok', 'sanic'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_an_answer_of_one_token_has_no_gaps() -> None:
    text = list(lines(Settings("test", itl=Itl(Constant(0.01)), tokens=Tokens(Constant(1)))))

    assert "ITL                -         -         -" in text
    assert not any(line.startswith("ITL,") for line in text)
