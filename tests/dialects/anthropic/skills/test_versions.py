"""How many versions a skill has."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.anthropic.skills.skill import (
    KEPT,
    MOST_VERSIONS,
    KeptSkill,
    SkillVersion,
    add_version,
    without_version,
)
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

# A character of control takes six bytes in JSON.
LONGEST = "\x01" * 1024
NOW_S = 1_790_000_000.123456


def skill(versions: int) -> KeptSkill:
    """Return a skill whose versions say as much of themselves as they may."""
    made = [SkillVersion(str(place), NOW_S, LONGEST) for place in range(10**15, 10**15 + versions)]
    return KeptSkill(
        name="skill_01",
        created_s=NOW_S,
        slug="ants",
        display_name="\x01" * 255,
        updated_s=NOW_S,
        versions=made,
    )


def test_a_skill_has_only_so_many_versions() -> None:
    full = skill(MOST_VERSIONS)

    with pytest.raises(Problem, match="at most 1,000 versions") as refused:
        add_version(full, NOW_S, "More")
    assert refused.value.status == 400
    shorter = without_version(full, full.versions[0].id, NOW_S)
    assert len(add_version(shorter, NOW_S, "More").versions) == MOST_VERSIONS


def test_the_longest_of_so_many_are_kept() -> None:
    state = State(Settings("any"), Store())
    KEPT.keep(state, skill(MOST_VERSIONS - 1))

    KEPT.change(state, "skill_01", lambda one: add_version(one, NOW_S, LONGEST))

    found = KEPT.load(state, "skill_01")
    assert found is not None
    assert len(found.versions) == MOST_VERSIONS
