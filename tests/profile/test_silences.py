"""Heads, stalls, thought and days in a profile: what is read, and what can do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.distributions import Constant
from sanic_mock.profile.resolve import Given
from sanic_mock.settings import Drift, Itl, MidstreamStall, Thinking, Ttft
from tests.profile.resolving import problems, resolved


def test_silences_are_read(folder: Path) -> None:
    made = resolved(
        folder,
        "ttft: {base: 700ms, head: 400ms, per_prompt_token: 5us, cached_tokens: billed}\n"
        "itl: {token: 8ms, stall: {p: 0.01, dist: 60s}}\n"
        "thinking: {tokens: 256, silence: comments, every: 15s}\n"
        "drift: {cv: 0.4, period: 1h}\n"
        "chunking: {mode: tokens, tokens_per_chunk: 9, first: 1}\n",
    )

    assert made.ttft == Ttft(Constant(0.7), 5e-6, cached="billed", head=Constant(0.4))
    assert made.itl == Itl(Constant(0.008), stall=MidstreamStall(0.01, Constant(60.0)))
    assert made.thinking == Thinking(Constant(256), "comments", 15.0)
    assert made.tokens.reasoning == Constant(256)
    assert made.drift == Drift(0.4, 3600.0)
    assert made.chunking.first == Constant(1)


def test_what_is_not_said_is_not_there(folder: Path) -> None:
    made = resolved(folder, "ttft: {base: 700ms}\nitl: {token: 8ms}\ndrift: {cv: 0}\n")

    assert made.ttft == Ttft(Constant(0.7))
    assert made.itl == Itl(Constant(0.008))
    assert (made.thinking, made.drift) == (Thinking(), None)


def test_days_last_a_day(folder: Path) -> None:
    assert resolved(folder, "latency: 5\ndrift: {cv: 0.4}").drift == Drift(0.4, 86_400.0)


def test_an_answer_may_stall_whose_tokens_take_no_time(folder: Path) -> None:
    made = resolved(folder, "itl: {stall: {p: 0.5, dist: 2s}}")

    assert made.itl == Itl(Constant(0.0), stall=MidstreamStall(0.5, Constant(2.0)))
    assert resolved(folder, "itl: {stall: {p: 0, dist: 2s}}").itl is None


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("tokens: {reasoning: 5}", "thinking: {tokens: 7}"),
        ("thinking: {tokens: 5}", "tokens: {reasoning: 7}"),
    ],
)
def test_the_upper_name_of_hidden_tokens_replaces_the_lower_one(
    folder: Path, lower: str, upper: str
) -> None:
    (folder / "lower.yaml").write_text(lower, encoding="utf-8")

    assert resolved(folder, f"extends: ./lower.yaml\n{upper}\n").tokens.reasoning == Constant(7)


def test_either_name_of_hidden_tokens_lets_chat_show_them(folder: Path) -> None:
    for name in ("tokens: {reasoning: 5}", "thinking: {tokens: 5}"):
        made = resolved(folder, f"{name}\nreasoning_in_chat: reasoning_content\n")
        assert made.reasoning_in_chat == "reasoning_content"


def test_a_latency_takes_the_place_of_a_head_too(folder: Path) -> None:
    flags = {"latency": Given("50", "flag -latency")}
    made = resolved(folder, "ttft: {base: 700ms, head: 400ms}", flags=flags)

    assert made.ttft == Ttft(Constant(0.05))


STEP = "load: {model: step, step: {base: 5ms}}\n"
REFUSED = [
    (
        "chunking: {mode: full, first: 1}",
        "chunking.first: does nothing with chunking.mode full; want chunking.mode tokens or clock "
        "or burst",
    ),
    (
        "chunking: {first: 1}",
        "chunking.first: does nothing with chunking.mode token; want chunking.mode tokens or clock "
        "or burst",
    ),
    (
        "chunking: {mode: tokens, tokens_per_chunk: 9, first: 0}",
        "chunking.first: 0 is out of range; want 1 to 1000000",
    ),
    ("itl: {stall: {p: 0.1}}", "itl.stall.p: does nothing without itl.stall.dist"),
    ("itl: {stall: {dist: 1s}}", "itl.stall.dist: does nothing without itl.stall.p"),
    ("itl: {stall: {p: 2, dist: 1s}}", "itl.stall.p: 2 is out of range; want 0 to 1"),
    (
        "itl: {stall: {p: 0.1, dist: 11m}}",
        'itl.stall.dist: "11m" is out of range; want 0ms to 10m',
    ),
    (
        f"itl: {{stall: {{p: 0.1, dist: 1s}}}}\n{STEP}",
        "itl.stall.p: does nothing with load.model step",
    ),
    (f"ttft: {{head: 1s}}\n{STEP}", "ttft.head: does nothing with load.model step"),
    ("ttft: {head: -1s}", 'ttft.head: "-1s" is out of range; want 0ms to 10m'),
    (
        "ttft: {cached_tokens: billed}",
        "ttft.cached_tokens: does nothing without ttft.per_prompt_token or "
        "ttft.per_prompt_token_sq or ttft.per_cached_token",
    ),
    (
        "ttft: {cached_tokens: bild, per_prompt_token: 5us}",
        'ttft.cached_tokens: "bild" is not known; want known, billed (nearest is billed)',
    ),
    (
        "ttft: {cached_tokens: billed, per_prompt_token: 5us}\n"
        "load: {model: slots, prefix_cache: {blocks: 9}}",
        "ttft.cached_tokens: does nothing beside load.prefix_cache.blocks",
    ),
    (
        "thinking: {silence: comments, every: 1s}",
        "thinking.silence: does nothing without tokens.reasoning or thinking.tokens",
    ),
    (
        "thinking: {tokens: 5, silence: comment, every: 1s}",
        'thinking.silence: "comment" is not known; want silent, comments, pings, summary '
        "(nearest is comments)",
    ),
    ("thinking: {tokens: 5, silence: pings}", "thinking.silence: pings needs thinking.every"),
    (
        "thinking: {tokens: 5, every: 1s}",
        "thinking.every: does nothing with thinking.silence silent; want thinking.silence comments "
        "or pings or summary",
    ),
    (
        "thinking: {tokens: 5, silence: pings, every: 0}",
        "thinking.every: 0 is out of range; want 1ms to 10m",
    ),
    (
        "thinking: {tokens: 5}\ntokens: {reasoning: 5}",
        "thinking.tokens: does nothing beside tokens.reasoning",
    ),
    (
        f"thinking: {{tokens: 5, silence: comments, every: 1s}}\n{STEP}",
        "thinking.silence: does nothing with load.model step",
    ),
    ("drift: {period: 1h}", "drift.period: does nothing without drift.cv"),
    (
        "drift: {cv: 0.1}",
        "drift.cv: does nothing without latency or jitter or ttft.base or ttft.per_prompt_token or "
        "ttft.per_prompt_token_sq or itl.token or chunking.burst.gap",
    ),
    ("drift: {cv: -1}", "drift.cv: -1 is out of range; want 0 to 10"),
    ("drift: {cv: 0.1, period: 0}", "drift.period: 0 is out of range; want 1ms to 43200m"),
    (f"drift: {{cv: 0.1}}\nlatency: 5\n{STEP}", "drift.cv: does nothing with load.model step"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[row[0][:50] for row in REFUSED])
def test_what_can_do_nothing_is_refused_with_file_line_and_key(
    folder: Path, text: str, said: str
) -> None:
    assert f"my.yaml:2: {said}" in problems(folder, f"# the first line\n{text}\n")


def test_thought_counts_in_the_longest_answer(folder: Path) -> None:
    (problem,) = problems(folder, "itl: {token: 10m}\nthinking: {tokens: 1000}\n")

    assert problem.startswith("my.yaml:1: itl.token: 10m for each of up to 1,200 tokens")


COMMENTS = "faults: [{type: comments, gap: 1s}]\n"
OWN = "answers:\n- match: {user: a}\n  text: b\n"
OF_ANSWER = "  fault: [{type: comments, gap: 1s}]\n"
IDLE = [
    (COMMENTS, 1),
    ("seed: 1\nfaults:\n- {type: close, p: 0.5}\n- {type: comments, gap: 1s}\n", 4),
    (COMMENTS + "latency: 0\nitl: {token: 0}\n", 1),
    ("seed: 1\n" + COMMENTS + "network: {rtt: 100ms}\n", 2),
    (OWN + OF_ANSWER, 4),
    (OWN + OF_ANSWER + "- match: {user: c}\n  text: b\n  latency: 1s\n", 4),
    (COMMENTS + "match:\n- {model: a, values: {seed: 5}}\n", 1),
    ("thinking: {tokens: 50, silence: comments, every: 1s}\n", 1),
    ("thinking: {tokens: 50, silence: pings, every: 1s}\n", 1),
]
COMING = [
    COMMENTS + "latency: 1ms\n",
    COMMENTS + STEP,
    COMMENTS + OWN + "  latency: 1s\n",
    COMMENTS + "match:\n- {model: a, values: {latency: 1s}}\n",
    "faults: [{type: comments, gap: 1s}, {type: stall, for: 5s, p: 0.1}]\n",
    "faults: [{type: slow_close, for: 5s}, {type: comments, gap: 1s}]\n",
    OWN + "  latency: 5s\n" + OF_ANSWER,
    "thinking: {tokens: 50, silence: comments, every: 1s}\nitl: {token: 1ms}\n",
]


@pytest.mark.parametrize(("text", "line"), IDLE)
def test_comments_are_refused_where_no_answer_takes_time(
    folder: Path, text: str, line: int
) -> None:
    (problem,) = problems(folder, text)

    assert problem.startswith(f"my.yaml:{line}: ")
    assert "nothing takes time; want latency, ttft, itl or load.step" in problem


@pytest.mark.parametrize("text", COMING)
def test_comments_are_taken_where_some_answer_takes_time(folder: Path, text: str) -> None:
    assert resolved(folder, text).seed >= 0
