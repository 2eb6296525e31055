"""What is known of models by their names, one a line in `rows.txt`."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from sanic_mock.dialects.openai.media import image_tokens
from sanic_mock.dialects.openai.models import family_of, listed_models, purpose, row_of, traits
from sanic_mock.dialects.openai.models.table import MODELS
from tests.engine.media.makers import png

ROWS = [
    line
    for line in (Path(__file__).parent / "rows.txt").read_text().splitlines()
    if not line.startswith("#")
]
LETTERS = "rlfmwapcjisgk"


cost = partial(image_tokens, is_chat=True)


def shown(name: str) -> str:
    """Return a line of `rows.txt`."""
    model, family = traits(name), family_of(name)
    image = png(512, 512)
    room = f"{family.window} {family.most_output} {family.most_input}"
    can = (
        family.bills_role,
        family.has_logprobs_key,
        family.has_fingerprint,
        family.sees,
        family.searches,
        family.speaks,
        family.predicts,
        family.has_phases,
        family.calls_in_parallel,
        family.sees_results,
        family.is_instructed,
        family.groups_given,
        family.tells_cache_writes,
    )
    return " | ".join((
        name,
        "=" if model.answers_as == name else model.answers_as,
        family.purpose or "any",
        room if family.is_known else "any",
        f"{'/'.join(family.efforts) or 'no'} {family.effort} {family.framing}",
        "".join(letter if is_so else "-" for letter, is_so in zip(LETTERS, can, strict=True)),
        f"{family.effort_with_tools}; {'/'.join(family.formats) or 'text'}",
        f"{family.top_p} {family.retention} {family.turns}",
        f"{cost(image, 'high', name)} {cost(png(1800, 2400), 'low', name)}",
    ))  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.partition(" ")[0])
def test_a_name_tells_all_that_is_known_of_its_model(row: str) -> None:
    assert shown(row.partition(" ")[0]) == row


@pytest.mark.parametrize("name", MODELS)
def test_an_alias_is_answered_by_a_snapshot_that_is_no_alias(name: str) -> None:
    snapshot = row_of(name).snapshot or name

    assert not row_of(snapshot).snapshot or snapshot == name
    assert traits(name).answers_as == snapshot
    assert family_of(name) == family_of(snapshot)


@pytest.mark.parametrize("name", [name for name in MODELS if "*" not in name and "#" not in name])
def test_a_tuned_model_is_of_the_family_it_was_made_from(name: str) -> None:
    tuned = f"ft:{name}:org::id"

    assert family_of(tuned) == MODELS[name].family
    assert traits(tuned).answers_as == tuned


def test_all_that_is_listed_is_a_model_with_a_purpose() -> None:
    assert all(purpose(name) for name in listed_models())
    assert not any(re.search("[*#]", name) for name in listed_models())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("gpt-4", "gpt-4.1"),
        ("gpt-4", "gpt-4o"),
        ("gpt-4", "gpt-45"),
        ("gpt-5.1", "gpt-5.10"),
        ("o1", "o12"),
        ("o3", "o3.5"),
    ],
)
def test_a_name_that_goes_on_with_a_letter_digit_or_dot_is_of_another_family(
    name: str, other: str
) -> None:
    assert family_of(name) != family_of(other)


@pytest.mark.parametrize("name", ["gpt-4o-2031-01-01", "gpt-4o_mine", "gpt-4o:latest", "gpt-4o x"])
def test_a_name_that_goes_on_with_anything_else_is_of_the_family(name: str) -> None:
    assert family_of(name) == family_of("gpt-4o")
    assert traits(name).answers_as == name
