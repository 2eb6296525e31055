"""Skills by the bytes: what is told of them, what is no skill, and versions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.dialects.anthropic.asking import FIELDS
from tests.serving import Server

PATH = "/v1/skills"
MAIN = b"---\nname: ants\ndescription: All about ants.\n---\n# Ants\n"
OWN = ["xlsx", "pptx", "docx", "pdf"]
Files = dict[str, bytes]


def send(server: Server, files: Files, path: str = "", **data: str) -> httpx.Response:
    """Upload files of a skill."""
    parts = [("files[]", (name, content, "text/plain")) for name, content in files.items()]
    form: dict[str, Any] = {"files": parts or {"none": b""}, "data": data}
    return httpx.post(server.url + PATH + path, headers=FIELDS, timeout=30, **form)


def ask(server: Server, path: str = "", method: str = "GET") -> httpx.Response:
    """Ask for what is kept."""
    return httpx.request(method, server.url + PATH + path, headers=FIELDS, timeout=30)


def created(server: Server, **data: str) -> Any:
    return send(server, {"ants/SKILL.md": MAIN, "ants/more/a.py": b"1"}, **data).json()


def test_a_skill_is_told_as_the_official_client_reads_it(server: Server) -> None:
    skill = created(server)

    assert list(skill) == [
        *("id", "created_at", "display_name", "latest_version_id", "source", "type", "updated_at")
    ]
    assert skill["id"].startswith("skill_01")
    assert (skill["display_name"], skill["source"]) == ("ants", {"type": "custom"})
    assert ask(server, f"/{skill['id']}").json() == skill
    assert created(server, display_name="All ants")["display_name"] == "All ants"


def test_a_skill_has_versions(server: Server) -> None:
    skill = created(server)
    name, first = skill["id"], skill["latest_version_id"]
    newer = MAIN.replace(b"All", b"More")

    second = send(server, {"ants/SKILL.md": newer}, f"/{name}/versions").json()

    assert second["description"] == "More about ants."
    assert (second["name"], second["skill_id"], second["type"]) == ("ants", name, "skill_version")
    assert ask(server, f"/{name}").json()["latest_version_id"] == second["id"]
    listed = ask(server, f"/{name}/versions").json()
    assert [one["id"] for one in listed["data"]] == [second["id"], first]
    assert ask(server, f"/{name}/versions/{second['id']}").json() == second
    assert ask(server, f"/{name}/versions/latest").json() == second
    gone = ask(server, f"/{name}/versions/{second['id']}", "DELETE").json()
    assert gone == {"id": second["id"], "type": "skill_version_deleted"}
    assert ask(server, f"/{name}").json()["latest_version_id"] == first
    assert ask(server, f"/{name}/versions/{second['id']}").status_code == 404
    assert ask(server, f"/{name}/versions/{first}", "DELETE").status_code == 400


def test_a_skill_that_is_deleted_is_gone_with_its_versions(server: Server) -> None:
    skill = created(server)
    name, version = skill["id"], skill["latest_version_id"]

    assert ask(server, f"/{name}", "DELETE").json() == {"id": name, "type": "skill_deleted"}
    for path in (f"/{name}", f"/{name}/versions", f"/{name}/versions/{version}"):
        assert ask(server, path).json()["error"]["type"] == "not_found_error"
    assert ask(server, f"/{name}", "DELETE").status_code == 404
    assert send(server, {"ants/SKILL.md": MAIN}, f"/{name}/versions").status_code == 404


def test_skills_are_listed_with_anthropics_own(server: Server) -> None:
    name = created(server)["id"]

    found = ask(server, "?limit=1").json()
    assert [one["id"] for one in found["data"]] == [name]
    own = ask(server, "?source=anthropic").json()
    assert [one["id"] for one in own["data"]] == OWN
    assert own["next_page"] is None
    mine = ask(server, "?source=custom&limit=1000").json()
    assert not set(OWN) & {one["id"] for one in mine["data"]}
    assert ask(server, f"?page={found['next_page']}").json()["data"][0]["id"] != name


@pytest.mark.parametrize("own", OWN)
def test_anthropics_own_are_read_and_not_changed(server: Server, own: str) -> None:
    assert ask(server, f"/{own}").json()["latest_version_id"] == "20251013"
    assert ask(server, f"/{own}/versions/latest").json()["name"] == own
    assert ask(server, f"/{own}", "DELETE").status_code == 403
    assert send(server, {f"{own}/SKILL.md": MAIN}, f"/{own}/versions").status_code == 403
    assert ask(server, f"/{own}/versions/20251013", "DELETE").status_code == 403


NO_SKILLS: dict[str, tuple[Files, str]] = {
    "no files": ({}, "files"),
    "no main file": ({"ants/a.md": MAIN}, "SKILL.md"),
    "not at the root": ({"ants/more/SKILL.md": MAIN}, "SKILL.md"),
    "no folder": ({"SKILL.md": MAIN}, "top-level"),
    "two folders": ({"ants/SKILL.md": MAIN, "bees/a.py": b""}, "top-level"),
    "nothing in front": ({"ants/SKILL.md": b"# Ants\n"}, "frontmatter"),
    "no end of that": ({"ants/SKILL.md": b"---\nname: ants\n"}, "frontmatter"),
    "no YAML": ({"ants/SKILL.md": b"---\n[: {\n---\n"}, "frontmatter"),
    "a wrong date": ({"ants/SKILL.md": b"---\nname: 2026-99-99\n---\n"}, "name"),
    "no truth": ({"ants/SKILL.md": b"---\nname: !!bool ants\n---\n"}, "name"),
    "no number": ({"ants/SKILL.md": b"---\nname: !!int ''\n---\n"}, "name"),
    "no time": ({"ants/SKILL.md": b"---\nname: !!timestamp ants\n---\n"}, "name"),
    "a name of nothing": ({"ants/SKILL.md": b"---\nname:\n---\n"}, "name"),
    "lists as names": ({"ants/SKILL.md": b"---\n? [a]\n: b\n---\n"}, "description"),
    "too deep": ({"ants/SKILL.md": b"---\na: " + b"[" * 9000 + b"\n---\n"}, "frontmatter"),
    "a list": ({"ants/SKILL.md": b"---\n- name\n---\n"}, "frontmatter"),
    "a wrong name": ({"ants/SKILL.md": MAIN.replace(b"ants", b"My Ants", 1)}, "name"),
    "a number": ({"ants/SKILL.md": MAIN.replace(b"ants", b"5", 1)}, "name"),
    "a long name": ({"ants/SKILL.md": MAIN.replace(b"ants", b"a" * 65, 1)}, "name"),
    "no description": ({"ants/SKILL.md": b"---\nname: ants\n---\n"}, "description"),
    "half a letter": ({"ants/SKILL.md": MAIN.replace(b"All", b'"\\ud800" #')}, "description"),
    "a long one": ({"ants/SKILL.md": MAIN.replace(b"All", b"a" * 1025)}, "description"),
}


@pytest.mark.parametrize(("files", "why"), NO_SKILLS.values(), ids=NO_SKILLS)
def test_what_is_no_skill_is_refused(server: Server, files: Files, why: str) -> None:
    answer = send(server, files)

    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert why in answer.json()["error"]["message"]


def test_a_skill_may_have_many_files(server: Server) -> None:
    form = b'--b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
    parts = [form % (b"files[]", b'; filename="ants/SKILL.md"', MAIN)]
    parts += [form % (b"files[]", b'; filename="ants/%d"' % one, b"") for one in range(60_000)]
    body = b"".join((*parts, b"--b--\r\n"))
    fields = FIELDS | {"content-type": "multipart/form-data; boundary=b"}

    answer = httpx.post(server.url + PATH, content=body, headers=fields, timeout=30)

    assert answer.json()["display_name"] == "ants"


def test_all_versions_have_one_name(server: Server) -> None:
    name = created(server)["id"]
    other = {"bees/SKILL.md": MAIN.replace(b"ants", b"bees", 1)}

    answer = send(server, other, f"/{name}/versions")

    assert answer.status_code == 400
    assert "the name of this skill is ants" in answer.json()["error"]["message"]


def test_a_folder_names_a_skill_that_does_not(server: Server) -> None:
    files = {"ants-2/SKILL.md": b"---\ndescription: All about ants.\n---\n"}

    assert send(server, files).json()["display_name"] == "ants-2"


@pytest.mark.parametrize("name", ["", "a" * 256, "a\nb"])
def test_people_call_it_by_one_line(server: Server, name: str) -> None:
    answer = send(server, {"ants/SKILL.md": MAIN}, display_name=name)

    assert answer.status_code == 400
    assert "display_name" in answer.json()["error"]["message"]
