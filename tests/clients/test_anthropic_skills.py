"""Anthropic's official client and skills, whichever of four workers answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from tests.sharing import sharing

MAIN = b"---\nname: ants\ndescription: All about ants.\n---\n"
FILES: Any = [("ants/SKILL.md", MAIN, "text/markdown"), ("ants/a.py", b"print(1)", "text/x-python")]


@pytest.fixture(scope="module")
def client() -> Iterator[anthropic.Anthropic]:
    with (
        sharing("-workers", "4") as server,
        anthropic.Anthropic(
            api_key="any", base_url=server.url, _strict_response_validation=True
        ) as one,
    ):
        yield one


@pytest.mark.parametrize("is_beta", [False, True])
def test_skills_are_created_listed_and_deleted(client: anthropic.Anthropic, is_beta: bool) -> None:
    skills: Any = client.beta.skills if is_beta else client.skills
    made = skills.create(files=FILES, display_name="Ants")

    assert skills.retrieve(made.id) == made
    assert made.source.type == "custom"
    assert [one.id for one in skills.list(limit=2)][:1] == [made.id]
    version = skills.versions.create(made.id, files=FILES)
    assert skills.versions.retrieve(version.id, skill_id=made.id) == version
    listed = [one.id for one in skills.versions.list(made.id)]
    assert listed == [version.id, made.latest_version_id]
    gone = skills.versions.delete(version.id, skill_id=made.id)
    assert (gone.id, gone.type) == (version.id, "skill_version_deleted")
    assert skills.delete(made.id).type == "skill_deleted"
    with pytest.raises(anthropic.NotFoundError):
        skills.retrieve(made.id)
