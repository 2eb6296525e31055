"""Skills and their versions, as they are kept and told [sdk-2026].

A skill is one record with all of its versions, so whoever changes it changes all of it at once.
What was uploaded is read and not kept: nobody runs it, and nobody can ask for it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from msgspec import Struct, structs

from sanic_mock.dialects.anthropic import errors, instants
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

Json = dict[str, Any]

PREFIX = "skill_"
# Those of Anthropic's own, and their version [messages-2026].
_OWN = ("xlsx", "pptx", "docx", "pdf")
_OWN_VERSION, _OWN_S = "20251013", 1_760_313_600.0
_US = 1_000_000
# As many are below what is kept as one record, whatever they say of themselves.
MOST_VERSIONS = 1000


class SkillVersion(Struct):
    """One version.

    Attributes:
        id: a time in microseconds, as recorded ones are [messages-2026].
        created_s: unix seconds.
        description: what it says of itself.
    """

    id: str
    created_s: float
    description: str

    def shown(self, skill: KeptSkill) -> Json:
        """Return its object."""
        return {
            "id": self.id,
            "created_at": instants.printed(self.created_s),
            "description": self.description,
            "name": skill.slug,
            "skill_id": skill.name,
            "type": "skill_version",
        }


class KeptSkill(KeptRecord, kw_only=True):
    """One skill.

    Attributes:
        slug: what its files call it.
        display_name: what people call it.
        updated_s: unix seconds.
        versions: the oldest first, at least one.
        source: whose it is.
    """

    slug: str
    display_name: str
    updated_s: float
    versions: list[SkillVersion]
    source: str = "custom"

    def shown(self) -> Json:
        """Return its object."""
        return {
            "id": self.name,
            "created_at": instants.printed(self.created_s),
            "display_name": self.display_name,
            "latest_version_id": self.versions[-1].id,
            "source": {"type": self.source},
            "type": "skill",
            "updated_at": instants.printed(self.updated_s),
        }

    def version(self, name: str) -> SkillVersion:
        """Return one of its versions, by its id or `latest`; raises Problem where there is none."""
        if name == "latest":
            return self.versions[-1]
        for one in self.versions:
            if one.id == name:
                return one
        raise errors.not_found(f"Skill version not found: {name}")  # worded by analogy


KEPT = KeptRecords(PREFIX, KeptSkill, partial(errors.too_large, "this skill"))


def load(state: State, name: str) -> KeptSkill:
    """Return a skill; raises Problem where there is none."""
    found = next((one for one in OWN if one.name == name), None) or KEPT.load(state, name)
    if found is None:
        raise no_skill(name)
    return found


def no_skill(name: str) -> Exception:
    """There is no such skill."""
    return errors.not_found(f"Skill not found: {name}")  # worded by analogy


def add_version(skill: KeptSkill, now_s: float, description: str) -> KeptSkill:
    """Return a skill with another version, whose id no other has; raises Problem for too many."""
    if len(skill.versions) >= MOST_VERSIONS:
        raise errors.invalid(
            f"sanic_mock: a skill has at most {MOST_VERSIONS:,} versions here; delete some of them."
        )
    return structs.replace(
        skill,
        updated_s=now_s,
        versions=[*skill.versions, next_version(skill.versions, now_s, description)],
    )


def next_version(before: list[SkillVersion], now_s: float, description: str) -> SkillVersion:
    """Return the version that comes behind others."""
    least = int(before[-1].id) + 1 if before else 0
    return SkillVersion(str(max(least, int(now_s * _US))), now_s, description)


def without_version(skill: KeptSkill, name: str, now_s: float) -> KeptSkill:
    """Return a skill without a version; raises Problem where it has no other, or not this one."""
    gone = skill.version(name)
    if len(skill.versions) == 1:
        raise errors.invalid(  # worded by analogy
            "A skill has at least one version; delete the skill to delete its last one."
        )
    rest = [one for one in skill.versions if one.id != gone.id]
    return structs.replace(skill, updated_s=now_s, versions=rest)


OWN = tuple(
    KeptSkill(
        name=one,
        created_s=_OWN_S,
        slug=one,
        display_name=one,
        updated_s=_OWN_S,
        versions=[SkillVersion(_OWN_VERSION, _OWN_S, f"Reads and writes {one} files.")],
        source="anthropic",
    )
    for one in _OWN
)
