"""From an Ask to a Reply: text, length, usage and delay, all of it by chance that is given."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from sanic_mock.distributions import Constant, Distribution, build
from sanic_mock.engine import text_choice
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import Chance, unit
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.simulator import Simulate, compile_simulator
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.texts import Texts
from sanic_mock.engine.timeline import Timeline
from sanic_mock.engine.tokens import CL100K, encoding
from sanic_mock.engine.usage import cached_tokens
from sanic_mock.settings import CachedTokens, Itl, Settings, Tokens, Ttft

BODIES = (Body([b"Five", b" tok", b"ens", b" are", b" here"]), Body([b"Two", b" more"]))
UINT32_MAX = 2**32 - 1


def digest(text: int = 0, ttft: int = 0, length: int = 0) -> bytes:
    """Return a request's chance with these of its six integers."""
    return struct.pack("<6I", text, ttft, 0, 0, 0, length) + bytes(40)


NO_CHANCE = digest()


def simulator(bodies: Sequence[Body] = BODIES, **given: Any) -> Simulate:
    """Return a server's simulator; its timeline only where a latency is given."""
    settings = Settings("test", **given)
    timeline = Timeline(settings) if settings.ttft else None
    return compile_simulator(settings, Texts(bodies), timeline)


def simulate(ask: Ask | None = None, chance: bytes = NO_CHANCE, **given: Any) -> Reply:
    """Return one reply of a server of these settings."""
    return simulator(**given)(ask or Ask("gpt-4o", 12), chance)


def first_ns(reply: Reply) -> int:
    """Return when the first token is due."""
    assert reply.plan is not None
    return reply.plan.first_ns


def latency(name: str, **parameters: float | None) -> Ttft:
    """Return a time to the first token."""
    base = build(name, parameters)
    assert isinstance(base, Distribution)
    return Ttft(base)


def test_thought_that_is_shown_delays_the_text_by_as_much() -> None:
    ten = build("constant", {"value": 0.01})
    seven = build("constant", {"value": 7})
    assert isinstance(ten, Distribution)
    assert isinstance(seven, Distribution)
    settings = Settings(
        "test", ttft=Ttft(ten), itl=Itl(ten), tokens=Tokens(reasoning=seven), seed=1
    )
    timeline = Timeline(settings)
    scroll = Scroll(Body([b"on", b" and"] * 50), b".")
    reply_to = compile_simulator(settings, Texts(BODIES, scroll), timeline)
    hidden = reply_to(Ask("x", 1), NO_CHANCE)
    shown = reply_to(Ask("x", 1, shows_thought=True), NO_CHANCE)

    assert hidden.plan is not None
    assert shown.plan is not None
    assert len(shown.body.pieces) == len(hidden.body.pieces) + 7
    offsets = list(islice(timeline.offsets(shown.plan), 8))
    assert offsets[0] == 10_000_000
    assert offsets[7] == hidden.plan.first_ns


CACHED = [
    ("billed", Terms(cached=768), 0.1 + 256e-6 + 76.8e-6),
    ("billed", Terms(), 0.1 + 1024e-6),
    ("billed", None, 0.1 + 1024e-6),
    ("known", Terms(cached=768), 0.1 + 1024e-6),
]


@pytest.mark.parametrize(("cached", "terms", "expected_s"), CACHED)
def test_tokens_that_are_billed_as_cached_take_their_own_time_where_that_is_asked_for(
    cached: CachedTokens, terms: Terms | None, expected_s: float
) -> None:
    ttft = Ttft(Constant(0.1), 1e-6, per_cached_token_s=1e-7, cached=cached)
    reply = simulate(Ask("gpt-4o", 1024, terms=terms), ttft=ttft)

    assert first_ns(reply) == pytest.approx(expected_s * 1e9)
    assert reply.cached_tokens == 0  # no engine has them
    assert cached_tokens(reply) == (0 if terms is None else terms.cached)


@pytest.mark.parametrize(
    ("draw", "text"), [(0, 0), (1, 1), (2, 0), (UINT32_MAX, 1), (UINT32_MAX - 1, 0)]
)
def test_chance_picks_the_text(draw: int, text: int) -> None:
    assert simulate(chance=digest(text=draw)).body is BODIES[text]


def test_every_text_is_picked_about_as_often() -> None:
    texts = tuple(Body([b"%d" % number]) for number in range(10))
    replies = simulator(texts)
    chance = Chance(7)

    picked = [replies(Ask("m", 1), chance.hash(b"%d" % n)).body.escaped for n in range(5000)]

    assert all(picked.count(text.escaped) == pytest.approx(500, rel=0.2) for text in texts)


@pytest.mark.parametrize(
    ("cap", "text", "reason"),
    [
        (None, b"Five tokens are here", "stop"),
        (10**9, b"Five tokens are here", "stop"),
        (6, b"Five tokens are here", "stop"),
        (5, b"Five tokens are here", "stop"),
        (4, b"Five tokens are", "length"),
        (1, b"Five", "length"),
    ],
)
def test_a_cap_cuts_at_a_token(cap: int | None, text: bytes, reason: str) -> None:
    reply = simulate(Ask("gpt-4o", 12, cap))

    assert (reply.body.escaped, reply.finish_reason) == (text, reason)
    assert reply.body.tokens == min(cap or 5, 5)


@pytest.mark.parametrize("cap", [None, 0, 1, 4, 7, 100])
@pytest.mark.parametrize("terms", [None, Terms(thought=4, thought_law="any"), Terms(cached=3)])
def test_the_short_way_to_a_plain_reply_says_what_the_general_one_does(
    cap: int | None, terms: Terms | None
) -> None:
    short, general = simulator(), simulator(ttft=latency("constant", value=0.0))
    chance = Chance(7)
    for number in range(50):
        ask, drawn = Ask("m", 12, cap, terms=terms), chance.hash(b"%d" % number)
        found, expected = short(ask, drawn), general(ask, drawn)

        assert found.body.pieces == expected.body.pieces
        assert found.finish_reason == expected.finish_reason
        assert found.bill == expected.bill


def test_a_cap_harms_no_other_reply() -> None:
    replies = simulator()

    replies(Ask("m", 1, 1), digest())

    assert replies(Ask("m", 1), digest()).body.tokens == 5


@pytest.mark.parametrize("room", [text_choice.KEPT_TOKENS, 0])
def test_a_text_has_another_vocabularys_tokens_whether_they_are_kept_or_not(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(text_choice, "KEPT_TOKENS", room)
    simulate = simulator()
    ask = Ask("gpt-4", 12, terms=Terms(encoding=CL100K))

    first, second, other = (simulate(ask, digest(text=text)) for text in (0, 0, 1))

    assert (first.body.escaped, other.body.escaped) == (b"Five tokens are here", b"Two more")
    assert first.body.tokens == encoding(CL100K).count("Five tokens are here")
    assert first.body.pieces == second.body.pieces
    assert (first.body is second.body) == bool(room)


def test_a_cut_text_is_not_kept_with_another_vocabularys_tokens() -> None:
    simulate = simulator()
    terms = Terms(encoding=CL100K)

    cut = simulate(Ask("gpt-4", 12, cap=2, terms=terms), NO_CHANCE)
    whole = simulate(Ask("gpt-4", 12, terms=terms), NO_CHANCE)

    assert (cut.finish_reason, cut.body.tokens) == ("length", 2)
    assert (whole.finish_reason, whole.body.escaped) == ("stop", b"Five tokens are here")


def test_a_prompt_is_billed_as_counted() -> None:
    assert simulate(Ask("gpt-4o", 4711)).prompt_tokens == 4711


def test_a_fixed_prompt_is_billed_whatever_was_counted() -> None:
    reply = simulate(Ask("gpt-4o", 4711), prompt_tokens="fixed", fixed_prompt_tokens=33)

    assert reply.prompt_tokens == 33


def test_a_random_prompt_is_plausible_and_reproducible() -> None:
    draws = [0, 1, 1000, UINT32_MAX, 123_456_789]

    found = [simulate(chance=digest(length=d), prompt_tokens="random").prompt_tokens for d in draws]
    again = [simulate(chance=digest(length=d), prompt_tokens="random").prompt_tokens for d in draws]

    assert found == again
    assert len(set(found)) > 3
    assert all(8 <= tokens < 1024 for tokens in found)


def test_without_latency_there_is_nothing_to_plan() -> None:
    assert simulate(chance=digest(ttft=UINT32_MAX)).plan is None


@pytest.mark.parametrize(
    ("ttft", "draw", "time_scale", "expected_ms"),
    [
        (latency("constant", value=0.075), 0, 1.0, 75.0),
        (latency("constant", value=0.075), UINT32_MAX, 1.0, 75.0),
        (latency("constant", value=0.075), 0, 3.0, 25.0),
        (latency("constant", value=0.075), 0, 0.5, 150.0),
        (latency("constant", value=0.0), 0, 1.0, 0.0),
        (latency("jitter", base=0.05, spread=0.02), 0, 1.0, 30.0),
        (latency("jitter", base=0.05, spread=0.02), 2**31, 1.0, 50.0),
        (latency("jitter", base=0.05, spread=0.02), UINT32_MAX, 1.0, 70.0),
        (latency("jitter", base=0.05, spread=0.02), UINT32_MAX, 2.0, 35.0),
        (latency("jitter", base=0.01, spread=0.05), 0, 1.0, 0.0),
        (latency("normal", mean=0.0, sd=0.01, min=None), 0, 1.0, 0.0),
        (latency("lognormal", median=0.5, sigma=0.4), 2**31, 1.0, 500.0),
    ],
)
def test_the_delay_is_the_latencys_quantile(
    ttft: Ttft, draw: int, time_scale: float, expected_ms: float
) -> None:
    due_ns = first_ns(simulate(chance=digest(ttft=draw), ttft=ttft, time_scale=time_scale))

    assert isinstance(due_ns, int)
    assert due_ns / 1e6 == pytest.approx(expected_ms, abs=1e-4)


def test_the_original_latency_and_jitter_are_uniform() -> None:
    """`-latency 50 -jitter 20`: 30 to 70 ms, every one as likely."""
    ttft, chance = latency("jitter", base=0.05, spread=0.02), Chance(7)
    replies = simulator(ttft=ttft)

    asked = (replies(Ask("m", 1), chance.hash(b"%d" % n)) for n in range(10_000))
    delays = sorted(map(first_ns, asked))

    assert min(delays) >= 30_000_000
    assert max(delays) <= 70_000_000
    for tenth in range(1, 10):
        expected_ms = 30 + 4 * tenth
        assert delays[1000 * tenth] / 1e6 == pytest.approx(expected_ms, abs=0.8)


def test_the_delay_depends_on_its_own_draw_alone() -> None:
    ttft = latency("lognormal", median=0.5, sigma=0.4)
    expected = int(ttft.base.quantile(unit(12345)) * 1e9)

    replies = [
        simulate(ask, digest(text=text, ttft=12345, length=length), ttft=ttft)
        for ask in (Ask("m", 1), Ask("other", 99, 2, True))
        for text in (0, 1)
        for length in (0, 7)
    ]

    assert {first_ns(reply) for reply in replies} == {expected}


def test_a_reply_carries_the_chance_for_its_identifiers() -> None:
    chance = Chance(7).hash(b"case")

    assert simulate(chance=chance).digest is chance
