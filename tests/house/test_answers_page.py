"""The recipes of profiles/ANSWERS.md: each is served, and answers what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.profile.resolve import resolve
from tests.house.pages import ANSWERS
from tests.requests import post
from tests.sharing import sharing
from tests.talking import ask

RECIPES = re.findall(
    r"^```yaml\n(# (\S+)\n.*?)^```\n```answers\n(.*?)^```", ANSWERS.text, re.S | re.M
)
SCHEMA = {"type": "object", "properties": {}}
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}


def test_there_are_ten_recipes() -> None:
    assert len(RECIPES) == 10


@pytest.mark.parametrize(("profile", "name", "talk"), RECIPES, ids=[one[1] for one in RECIPES])
def test_a_recipe_answers_what_the_page_says(
    profile: str, name: str, talk: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(profile, encoding="utf-8")
    with sharing("-profile", str(tmp_path / name), "-seed", "1") as server:
        messages: list[dict[str, Any]] = []
        for line in talk.splitlines():
            if line.startswith("> "):
                messages = [{"role": "user", "content": line[2:]}]
            elif line.startswith("= "):
                call = messages[-1]["tool_calls"][0]["id"]
                messages.append({"role": "tool", "tool_call_id": call, "content": line[2:]})
            else:
                body = {"model": "gpt-4o", "messages": messages, "tools": [TOOL]}
                response = ask(server, post(json.dumps(body).encode()))
                answer = json.loads(response.body)
                assert shown(response.status, answer).replace(f"{tmp_path}/", "") == line[2:]
                if response.status == 200:
                    messages.append(answer["choices"][0]["message"])


def shown(status: int, answer: Any) -> str:
    """Return what comes back, as the page shows it."""
    if status != 200:
        return f"{status} {answer['error']['message']}"
    message = answer["choices"][0]["message"]
    calls = (one["function"] for one in message.get("tool_calls") or ())
    return message["content"] or ", ".join(f"{one['name']}({one['arguments']})" for one in calls)


def test_the_rules_of_a_file_can_be_read(tmp_path: Path) -> None:
    (block,) = ANSWERS.blocks("jsonl")
    (tmp_path / "support.jsonl").write_text(block, encoding="utf-8")
    (tmp_path / "my.yaml").write_text("answers: support.jsonl\n", encoding="utf-8")
    assert len(resolve(profile=str(tmp_path / "my.yaml")).answers) == 2
