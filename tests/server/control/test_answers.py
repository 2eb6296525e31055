"""Rules of answers that are added to a running server, and removed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.controlling import answered, control, controlled
from tests.processes import wait_until
from tests.serving import Server
from tests.talking import serving_quietly

PROFILE = """\
answers:
  - {match: {user: one}, text: "profile 1, {{ count }}"}
  - {match: {user: {contains: t}}, text: profile t}
"""


@pytest.fixture(scope="module", params=["1", "4"], ids=["1 worker", "4 workers"])
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("profiles") / "own.yaml"
    path.write_text(PROFILE)
    with serving_quietly("-profile", str(path), "-workers", request.param) as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "POST", "/reset")
    return started


def said(server: Server, text: str) -> str:
    """Return what is answered to a text."""
    content: str = answered(server, text)["choices"][0]["message"]["content"]
    return content


def add(server: Server, *rules: object, **further: object) -> list[str]:
    """Add rules; return their ids."""
    ids: list[str] = controlled(server, "POST", "/answers", {"answers": rules, **further})["ids"]
    return ids


def rule(user: str, text: str) -> dict[str, object]:
    return {"match": {"user": user}, "text": text}


def rows(server: Server) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = controlled(server, "GET", "/answers")["answers"]
    return listed


def test_what_is_added_goes_before_or_comes_behind(server: Server) -> None:
    add(server, rule("one", "added"))
    behind = {"match": {"system": "x"}, "text": "of a system"}
    add(server, rule("five", "behind"), behind, place="after")

    assert {said(server, "one") for _ in range(8)} == {"added"}
    assert said(server, "three") == "profile t"
    assert said(server, "five") == "behind"


def test_the_latest_that_goes_before_goes_first(server: Server) -> None:
    add(server, rule("x", "first"), rule("y", "y"))
    add(server, rule("x", "second"))

    assert (said(server, "x"), said(server, "y")) == ("second", "y")


def test_rules_are_listed_in_their_order_with_their_ids(server: Server) -> None:
    (first,) = add(server, rule("one", "added"), owner="alice", ttl="1h")

    listed = rows(server)

    assert [one["id"] for one in listed] == [first, None, None]
    assert listed[0]["rule"] == rule("one", "added")
    assert listed[0]["owner"] == "alice"
    assert 3500 < listed[0]["expires_in_s"] <= 3600
    assert str(listed[1]["origin"]).endswith("own.yaml:2")


def test_one_is_removed_by_its_id_and_those_of_an_owner_at_once(server: Server) -> None:
    one, two = add(server, rule("a", "a"), rule("b", "b"), owner="alice")
    three, four = add(server, rule("c", "c"), rule("d", "d"), owner="bob")

    assert controlled(server, "DELETE", f"/answers/{one}") == {"removed": [one]}
    assert controlled(server, "DELETE", "/answers?owner=bob") == {"removed": [three, four]}
    assert [row["id"] for row in rows(server)] == [two, None, None]
    assert controlled(server, "DELETE", "/answers") == {"removed": [two]}
    assert controlled(server, "DELETE", "/answers") == {"removed": []}
    assert control(server, "DELETE", f"/answers/{one}").status == 404


def test_what_is_added_for_a_time_ends_by_itself(server: Server) -> None:
    add(server, rule("one", "for now"), ttl="5s")
    add(server, rule("two", "to stay"))
    assert said(server, "one") == "for now"

    wait_until(lambda: said(server, "one").startswith("profile 1"))

    assert said(server, "two") == "to stay"
    assert len(rows(server)) == 3


def test_what_is_added_leaves_the_counts_of_others(server: Server) -> None:
    assert [said(server, "one") for _ in range(2)] == ["profile 1, 1", "profile 1, 2"]

    add(server, rule("x", "x"))

    assert said(server, "one") == "profile 1, 3"


def test_what_is_added_stays_when_the_profile_is_changed(server: Server) -> None:
    add(server, rule("one", "added"))

    controlled(server, "PATCH", "/profile", {"answers": [rule("two", "patched")]})
    assert (said(server, "one"), said(server, "two")) == ("added", "patched")
    controlled(server, "PUT", "/profile", {"extends": "fast", "answers_mode": "strict"})
    assert said(server, "one") == "added"


def test_a_rule_for_all_hides_those_of_the_profile_until_it_is_removed(server: Server) -> None:
    (id_,) = add(server, {"text": "all"})
    assert said(server, "one") == "all"

    controlled(server, "DELETE", f"/answers/{id_}")

    assert said(server, "one").startswith("profile 1")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"answers": [{"match": {"usr": "x"}, "text": "y"}]}, "answers[0].match.usr: unknown key"),
        ({"answers": [{"match": {"user": "x"}}]}, "says no answer"),
        ({"answers": [{"file": "/etc/passwd"}]}, "which only a profile's file may name"),
        ({"answers": "rules.yaml"}, "which only a profile's file may name"),
        ({"answers": [rule("one", "x")], "place": "after"}, "can never match: "),
        ({"answers": [rule("a", "x"), rule("a", "y")]}, "can never match: line 1"),
        ({"answers": []}, "nothing to add"),
        ({"place": "before"}, "answers is missing"),
        ({"answers": [rule("a", "x")], "ttl": "0ms"}, "ttl"),
        ({"answers": [rule("a", "x")], "place": "between"}, "place"),
        ({"answers": [rule("a", "x")], "owner": "a b"}, "owner"),
        ({"answrs": []}, "unknown key; nearest is answers"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(server: Server, content: object, why: str) -> None:
    before = rows(server)

    response = control(server, "POST", "/answers", content)

    assert response.status == 400
    assert why in json.loads(response.body)["error"]["message"]
    assert rows(server) == before


def test_rules_that_were_added_are_gone_when_all_begins_anew(server: Server) -> None:
    add(server, rule("one", "added"))

    controlled(server, "POST", "/reset")

    assert [row["id"] for row in rows(server)] == [None, None]


def test_two_thousand_rules_can_be_added(server: Server, tmp_path: Path) -> None:
    add(server, *(rule(f"question {number}", f"answer {number}") for number in range(2000)))

    assert said(server, "question 1999") == "answer 1999"
    assert len(rows(server)) == 2002
