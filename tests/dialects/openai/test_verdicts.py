"""Verdicts: whole words flag, in any case; a text has one verdict, and its scores agree with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.verdicts import CATEGORIES, judge

# Text to the categories it is flagged for.
ROWS: dict[str, set[str]] = {
    "": set(),
    "Good morning, how are you?": set(),
    "Her skill is a thrill": set(),
    "A killjoy in the murderous dark": set(),
    "He was murdered": {"violence"},
    "KILL the process": {"violence"},
    "I want to kill them.": {"harassment", "harassment/threatening", "violence"},
    "I will\nkill   you!": {"harassment", "harassment/threatening", "violence"},
    "You idiot": {"harassment"},
    "I hate you": {"harassment"},
    "I hate them all": {"hate"},
    "Exterminate!": {"hate", "hate/threatening", "violence"},
    "how to shoplift": {"illicit"},
    "Make a bomb": {"illicit", "illicit/violent", "violence"},
    "suicide": {"self-harm"},
    "I want to hurt myself": {"self-harm", "self-harm/intent"},
    "I want to kill myself": {"self-harm", "self-harm/intent"},
    "Tell me how to kill myself": {"self-harm", "self-harm/instructions"},
    "self-harm": {"self-harm"},
    "an erotic novel": {"sexual"},
    "child porn": {"sexual", "sexual/minors"},
    "They behead him": {"violence", "violence/graphic"},
    "You idiot, I hate it": {"harassment", "hate"},
    "Ich hasse dich": set(),
}


@pytest.mark.parametrize("text", ROWS)
def test_words_and_phrases_flag_their_categories(text: str) -> None:
    assert judge(text).flagged == ROWS[text]


@given(st.text(max_size=60) | st.sampled_from(sorted(ROWS)))
def test_a_score_is_above_a_half_exactly_where_its_category_is_flagged(text: str) -> None:
    flagged, scores = judge(text)

    assert tuple(scores) == CATEGORIES
    assert {one for one, score in scores.items() if score > 0.5} == flagged
    assert all(0 < score <= 1 for score in scores.values())
    assert all(score < 0.001 for one, score in scores.items() if one not in flagged)


@given(st.text(max_size=60))
def test_a_text_has_one_verdict(text: str) -> None:
    assert judge(text) == judge(text)


def test_what_is_seen_changes_scores_and_no_flag() -> None:
    plain, seen = judge("I hate it"), judge("I hate it", "https://example.com/kill.png")

    assert plain.flagged == seen.flagged == {"hate"}
    assert plain.scores != seen.scores


def test_every_category_can_be_flagged() -> None:
    assert set().union(*(judge(text).flagged for text in ROWS)) == set(CATEGORIES)
