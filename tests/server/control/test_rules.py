"""Rules of who gets what that are added to a running server, and removed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.controlling import answered, control, controlled
from tests.processes import wait_until
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly

PROFILE = """\
match:
  - {key: sk-own, values: {model: of the profile}}
"""


@pytest.fixture(scope="module", params=["1", "4"], ids=["1 worker", "4 workers"])
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("profiles") / "own.yaml"
    path.write_text(PROFILE)
    flags = ("-profile", str(path), "-trace", "-workers", request.param)
    with serving_quietly(*flags) as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "POST", "/reset")
    return started


def model(server: Server, key: str = "x", text: str = "Hello") -> str:
    """Return the model that a client with a key is answered by."""
    name: str = answered(server, text, f"Authorization: Bearer {key}")["model"]
    return name


def add(server: Server, *rules: object, **further: object) -> list[str]:
    """Add rules; return their ids."""
    ids: list[str] = controlled(server, "POST", "/rules", {"match": rules, **further})["ids"]
    return ids


def by_key(key: str, name: str) -> dict[str, Any]:
    return {"key": key, "values": {"model": name}}


def test_some_get_other_values_until_the_rule_is_removed(server: Server) -> None:
    (first,) = add(server, by_key("sk-a", "of a"))

    assert {model(server, "sk-a") for _ in range(8)} == {"of a"}
    assert (model(server, "sk-own"), model(server)) == ("of the profile", "gpt-4o-mini-2024-07-18")
    controlled(server, "DELETE", f"/rules/{first}")
    assert {model(server, "sk-a") for _ in range(8)} == {"gpt-4o-mini-2024-07-18"}


def test_rules_go_before_and_come_behind(server: Server) -> None:
    add(server, by_key("sk-*", "of any"), place="after")
    add(server, {"user": {"contains": "urgent"}, "values": {"model": "of a text"}})

    assert model(server, "sk-b") == "of any"
    assert model(server, "sk-own") == "of the profile"
    assert model(server, "sk-own", "an urgent thing") == "of a text"


def test_a_rule_leads_to_another_profile_and_to_answers_that_were_added(server: Server) -> None:
    add(server, {"key": "sk-a", "profile": "fast"})
    controlled(server, "POST", "/answers", {"answers": [{"text": "added"}]})

    for key in ("sk-a", "sk-own", "sk-b"):
        answer = answered(server, "Hello", f"Authorization: Bearer {key}")
        assert answer["choices"][0]["message"]["content"] == "added"


def test_rules_of_an_owner_end_and_are_removed(server: Server) -> None:
    add(server, by_key("sk-a", "a"), owner="alice", ttl="700ms")
    (other,) = add(server, by_key("sk-b", "b"), owner="bob")

    wait_until(lambda: model(server, "sk-a") != "a")
    listed = controlled(server, "GET", "/rules")["match"]
    assert [one["id"] for one in listed] == [other, None]
    assert controlled(server, "DELETE", "/rules?owner=bob") == {"removed": [other]}


def test_a_key_has_answers_and_limits_of_its_own_and_touches_no_others(server: Server) -> None:
    values = {"answers": [{"text": "for alice"}], "limits": [{"rpm": 2}]}
    add(server, {"key": "sk-alice", "values": values}, owner="alice", ttl="1h")

    def asked(key: str) -> list[Any]:
        field = f"Authorization: Bearer {key}"
        responses = [ask(server, post(chat("Hello"), field)) for _ in range(3)]
        return [
            json.loads(one.body)["choices"][0]["message"]["content"] == "for alice"
            if one.status == 200
            else one.status
            for one in responses
        ]

    assert asked("sk-alice") == [True, True, 429]
    assert asked("sk-bob") == [False, False, False]
    controlled(server, "DELETE", "/rules?owner=alice")
    assert asked("sk-alice") == [False, False, False]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"key": "sk-own", "values": {"latency": "1ms"}}, "can never match: "),
        ({"key": "sk-a"}, "says nothing; want profile or values"),
        ({"key": "sk-a", "values": {"latncy": 1}}, "unknown key; nearest is latency"),
        ({"key": "sk-a", "values": {"port": 1}}, "is the server's"),
        ({"key": "sk-a", "profile": "fats"}, "nearest is fast"),
        ({"key": "sk-a", "profile": "/etc/passwd"}, "which only a profile's file may name"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(server: Server, rule: object, why: str) -> None:
    response = control(server, "POST", "/rules", {"match": [rule], "place": "after"})

    assert response.status == 400
    assert why in json.loads(response.body)["error"]["message"]


def test_what_was_said_of_backends_can_be_said_again(server: Server, tmp_path: Path) -> None:
    said = controlled(server, "PATCH", "/profile", {"backends": 3})

    assert said["backends"] == 3
    assert controlled(server, "PUT", "/profile", said) == said
