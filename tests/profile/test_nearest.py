"""Which word was meant, and that none is named where none was."""

from __future__ import annotations

import pytest

from sanic_mock.profile.nearest import nearest, suggestion
from sanic_mock.profile.schema import KEYS as PROFILE
from sanic_mock.profile.table import children
from sanic_mock.profile.usual_words import USUAL_WORDS, usual

PROFILES = ("azure", "chaos", "claude", "fast", "flaky", "openai", "outage", "sse-torture")
KEYS = ("body_timeout", "error_rate", "itl", "latency", "limits", "model", "models", "port", "ttft")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("flakey", PROFILES, "flaky"),  # a letter too many
        ("opnai", PROFILES, "openai"),  # one left out
        ("ttfb", KEYS, "ttft"),  # another one
        ("prot", KEYS, "port"),  # two that changed places
        ("rmp", ("rpd", "rpm", "tpm"), "rpm"),
        ("Fast", PROFILES, "fast"),
        ("LATENCY", KEYS, "latency"),
        ("modles", KEYS, "models"),  # the nearer of two
        ("timeout", KEYS, "body_timeout"),  # a part
        ("torture", PROFILES, "sse-torture"),
        ("ttft_ms", KEYS, "ttft"),  # has it as a part
        ("models_error_rate", KEYS, "error_rate"),
        ("rate_limit", ("invalid_key", "rate_limit_tokens"), "rate_limit_tokens"),
        ("bild", ("billed", "known"), "billed"),
        ("sdd", ("mean", "sd"), "sd"),
        ("de", ("da_DK", "de_AT", "he"), "de_AT"),
    ],
)
def test_it_is_the_word_that_was_meant(word: str, known: tuple[str, ...], meant: str) -> None:
    assert nearest(word, known) == meant
    assert suggestion(word, known) == f"nearest is {meant}"


@pytest.mark.parametrize(
    ("word", "known"),
    [
        *((word, PROFILES) for word in ("temperature", "staging", "test", "users", "retries", "")),
        *((word, KEYS) for word in ("default", "threads", "mistral", "hello", "x" * 100_000)),
        ("false", ("assert", "serve")),
        ("x", ("a", "p", "xy")),
        ("anything", ()),
    ],
)
def test_where_none_is_near_all_are_named(word: str, known: tuple[str, ...]) -> None:
    assert nearest(word, known) is None
    assert suggestion(word, known) == f"known: {', '.join(sorted(known))}"


def test_of_two_that_are_as_near_it_is_the_first_of_the_alphabet() -> None:
    assert nearest("rate_c", ("rate_b", "rate_a")) == "rate_a"


@pytest.mark.parametrize("word", USUAL_WORDS)
def test_a_usual_word_is_no_key_and_stands_for_some(word: str) -> None:
    entries = [keys for key in PROFILE.values() for _, keys in key.kind.tables()]
    assert word not in children(PROFILE)
    assert any(set(usual(word.upper())) <= set(children(keys)) for keys in (PROFILE, *entries))
    assert usual(word)
