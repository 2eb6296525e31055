"""What looks like a hint is found, although most places of a prompt are never tried."""

from __future__ import annotations

import re
import time
from random import Random

import pytest

from sanic_mock.engine.schema import hint_forms
from sanic_mock.engine.schema.hint_forms import bare_paths, matches

PARTS = [
    "Paris", "New York, NY", "today", "next Monday", "TOMORROW", "ton\u0131ght", "a@b.co", "@",
    "https://x.y/z?a=b", "://", '"quo te"', "\u201ccu\u201d", "`tick`", "'single one'", "don't",
    "2026-03-04", "2026-03-04T10:20:30Z", "10:45", "+1 (202) 555-0123", "1,234.5", "-4", "\u0663",
    "word", "in rome", "Is", "\u00c9", "K9", ".", "\n", ",", '"', "'",
]  # fmt: skip


@pytest.fixture(scope="module")
def prompts() -> list[str]:
    """Texts of what the forms are made of, in any order."""
    draws = Random(8)
    return ["".join(draws.choices([*PARTS, " "], k=draws.randint(0, 24))) for _ in range(2000)]


def found(prompt: str) -> list[tuple[str | None, str, int]]:
    """Return kind, text and place of each match."""
    return [(one.lastgroup, one[0], one.start()) for one in matches(prompt)]


def test_a_prompt_is_read_as_if_for_all_kinds(
    prompts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pruned = list(map(found, prompts))

    monkeypatch.setattr(hint_forms, "_signs_in", lambda text: (True,) * hint_forms.SIGNS)

    assert pruned == list(map(found, prompts))


def test_where_no_form_begins_none_is_passed_over(prompts: list[str]) -> None:
    every = re.compile("|".join(one.form for one in hint_forms._FORMS))
    missed = 0
    for prompt in prompts:
        searched = [(one.lastgroup, one[0], one.start()) for one in every.finditer(prompt)]
        missed += searched != found(prompt)

    # only of words that are glued together, as no prompt has them
    assert missed < len(prompts) / 50


@pytest.mark.parametrize("prompt", ["x2https://a.b/c", "seehttps://a.b/c", "(https://a.b/c)"])
def test_an_address_is_found_inside_a_word(prompt: str) -> None:
    assert [kind for kind, _, _ in found(prompt)][-1:] == ["url"]


def test_paths_without_quotes_are_found() -> None:
    text = "Read src/main.py, ./notes.md. and/or 3.5 e.g. www.x.org a@b.org http://a.b/c /etc/hosts"

    assert bare_paths(text) == ["src/main.py", "./notes.md", "/etc/hosts"]


@pytest.mark.parametrize("part", ["a/", "a.", "a", "~./", "a-", "../", " a-", "~a", "a.b/"])
def test_paths_are_looked_for_soon(part: str) -> None:
    start = time.process_time()
    bare_paths(part * 4_000)

    assert time.process_time() - start < 0.5
