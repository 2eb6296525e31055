"""The operations of skills and of their versions [sdk-2026]."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors
from sanic_mock.dialects.anthropic.ids import timed_id
from sanic_mock.dialects.anthropic.json_answer import answer
from sanic_mock.dialects.anthropic.pages import cursor_page
from sanic_mock.dialects.anthropic.skills import skill as skills
from sanic_mock.dialects.anthropic.skills.skill import KEPT, OWN, KeptSkill
from sanic_mock.dialects.anthropic.skills.upload import read_skill
from sanic_mock.dialects.operation import Call, Operation, State


def create(state: State, call: Call) -> Whole:
    """Keep a skill."""
    asked = read_skill(call, "display_name")
    made = KeptSkill(
        name=timed_id(b"skill_", call.digest, int(call.now_s)).decode(),
        created_s=call.now_s,
        slug=asked.slug,
        display_name=asked.display_name or asked.slug,
        updated_s=call.now_s,
        versions=[skills.next_version([], call.now_s, asked.description)],
    )
    KEPT.keep(state, made)
    return answer(made.shown(), call)


def list_skills(state: State, call: Call) -> Whole:
    """Return a page of skills, the newest first; Anthropic's own are the oldest."""
    source = call.last("source")
    there = [*KEPT.load_all(state), *OWN]
    shown = [one.shown() for one in there if source in (None, one.source)]
    return answer(cursor_page(shown, call), call)


def retrieve(state: State, call: Call) -> Whole:
    """Return what is told of a skill."""
    return answer(skills.load(state, call.parts["skill"]).shown(), call)


def delete(state: State, call: Call) -> Whole:
    """Forget a skill with all of its versions."""
    name = _own_name(call)
    if not KEPT.forget(state, name):
        raise skills.no_skill(name)
    return answer({"id": name, "type": "skill_deleted"}, call)


def create_version(state: State, call: Call) -> Whole:
    """Keep another version of a skill."""
    asked = read_skill(call)

    def longer(skill: KeptSkill) -> KeptSkill:
        if asked.slug != skill.slug:
            raise errors.at("files", f"the name of this skill is {skill.slug}, not {asked.slug}")
        return skills.add_version(skill, call.now_s, asked.description)

    changed = _changed(state, call, longer)
    return answer(changed.versions[-1].shown(changed), call)


def list_versions(state: State, call: Call) -> Whole:
    """Return a page of the versions of a skill, the newest first."""
    skill = skills.load(state, call.parts["skill"])
    shown = [one.shown(skill) for one in reversed(skill.versions)]
    return answer(cursor_page(shown, call), call)


def retrieve_version(state: State, call: Call) -> Whole:
    """Return what is told of a version."""
    skill = skills.load(state, call.parts["skill"])
    return answer(skill.version(call.parts["version"]).shown(skill), call)


def delete_version(state: State, call: Call) -> Whole:
    """Forget a version of a skill."""
    name, gone = call.parts["version"], []

    def shorter(skill: KeptSkill) -> KeptSkill:
        gone.append(skill.version(name).id)
        return skills.without_version(skill, name, call.now_s)

    _changed(state, call, shorter)
    return answer({"id": gone[0], "type": "skill_version_deleted"}, call)


def _changed(state: State, call: Call, change: Callable[[KeptSkill], KeptSkill]) -> KeptSkill:
    """Return a skill that is changed; raises Problem where there is none, or it cannot be."""
    name = _own_name(call)
    changed = KEPT.change(state, name, change) if name.startswith(skills.PREFIX) else None
    if changed is None:
        raise skills.no_skill(name)
    return changed


def _own_name(call: Call) -> str:
    """Return the skill in the path; raises Problem where it is Anthropic's."""
    name = call.parts["skill"]
    if name in {one.name for one in OWN}:
        raise errors.of_status(403, f"Skill {name} is read-only.")  # worded by analogy
    return name


def _operation(method: str, path: str, respond: Callable[[State, Call], Whole]) -> Operation:
    return Operation(method, path, respond, envelope.error, errors.no_key, waits=True)


_ALL, _ONE = "/v1/skills", "/v1/skills/<skill>"
_VERSIONS, _VERSION = f"{_ONE}/versions", f"{_ONE}/versions/<version>"
OPERATIONS = (
    _operation("POST", _ALL, create),
    _operation("GET", _ALL, list_skills),
    _operation("GET", _ONE, retrieve),
    _operation("DELETE", _ONE, delete),
    _operation("POST", _VERSIONS, create_version),
    _operation("GET", _VERSIONS, list_versions),
    _operation("GET", _VERSION, retrieve_version),
    _operation("DELETE", _VERSION, delete_version),
)
