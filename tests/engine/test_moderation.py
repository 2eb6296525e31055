"""A moderator knows the words and categories that it is given, and no others."""

from __future__ import annotations

import pytest

from sanic_mock.engine.moderation import Moderator

RUDE = frozenset({"rude"})
BOTH = frozenset({"rude", "loud"})
judge = Moderator(("loud", "rude"), {"shut up": BOTH, "shut": RUDE}).judge


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("", frozenset()),
        ("Shut the door", RUDE),
        ("SHUT \n UP", BOTH),
        ("shutter upwards", frozenset()),
    ],
)
def test_the_longest_phrase_that_stands_as_whole_words_flags(
    text: str, flagged: frozenset[str]
) -> None:
    assert judge(text).flagged == flagged


def test_scores_stand_in_the_order_of_the_categories() -> None:
    flagged, scores = judge("shut the door")

    assert list(scores) == ["loud", "rude"]
    assert scores["loud"] < 0.001 < 0.5 < scores["rude"]
    assert flagged == RUDE


def test_a_moderator_of_no_words_flags_nothing() -> None:
    assert not Moderator(("rude",), {}).judge("shut up").flagged
