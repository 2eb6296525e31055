"""Literals find every rule that may match, and hardly any other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.answers.literals import Literals
from sanic_mock.profile.text_match import TextMatch

TEXTS = st.text("ab", min_size=1, max_size=20)
# of one byte and of several, and what no text should have in it
LETTERS = "aé€😀\ud800"


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=40), st.text("ab", max_size=300))
def test_whatever_is_contained_is_among_the_candidates_in_order(
    wanted: list[str], text: str
) -> None:
    literals = Literals([TextMatch("contains", one) for one in wanted])
    found = list(literals.candidates(text))
    assert found == sorted(found)
    assert {number for number, one in enumerate(wanted) if one in text} <= set(found)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["contains", "exact"]), st.text(LETTERS, min_size=1))),
    st.lists(st.integers(0, 40), max_size=4),
)
def test_whatever_the_letters_are_a_rule_that_matches_is_among_the_candidates(
    wanted: list[tuple[str, str]], parts: list[int]
) -> None:
    literals = Literals([TextMatch(by, text) for by, text in wanted])  # type: ignore[arg-type]
    text = "a".join(wanted[part % len(wanted)][1] for part in parts) if wanted else ""
    matching = {
        number
        for number, (by, one) in enumerate(wanted)
        if (one in text if by == "contains" else one == text)
    }
    found = list(literals.candidates(text))
    assert found == sorted(found)
    assert matching <= set(found)


def test_texts_that_begin_alike_are_not_all_tried() -> None:
    """Wherever they stand in a prompt, and though they differ at their ends alone."""
    literals = Literals(
        [TextMatch("contains", f"question number {one}") for one in range(1000, 1400)]
    )
    for place in range(20):
        assert list(literals.candidates(f"{'x' * place} question number 1234?")) == [234]


def test_of_thousands_only_a_few_are_tried() -> None:
    """Their first words are alike, so it must be by others that they are known."""
    texts = (f"tell me about number {number} please" for number in range(2000))
    wanted = [TextMatch("contains", one) for one in texts]
    literals = Literals(wanted)
    for number in (0, 7, 1234, 1999):
        found = list(literals.candidates(f"Hi! tell me about number {number} please, and soon"))
        assert number in found
        assert len(found) < 20


def test_a_rule_without_a_literal_is_always_tried() -> None:
    literals = Literals([None, TextMatch("exact", "a"), TextMatch("regex", "b")])
    assert list(literals.candidates("x")) == [0, 2]
    assert list(literals.candidates("a")) == [0, 1, 2]
