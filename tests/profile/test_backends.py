"""Backends in a profile: how many, what each says, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.profile.resolving import problems, resolved


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_number_is_so_many_that_are_as_the_profile_says(tmp_path: Path) -> None:
    settings = resolved(tmp_path, "latency: 3ms\nbackends: 8\nseed: 7\n")

    assert [one.backend for one in settings.backed] == [*"12345678"]
    assert {(one.latency_s, one.seed, one.health) for one in settings.backed} == {(0.003, 7, "ok")}
    assert len(settings.every) == 9
    assert settings.backend == ""


def test_each_may_say_more_and_has_rules_as_a_profile_has(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("match: [{key: o, profile: fast}]\nlatency: 9ms\n")
    text = """
latency: 1ms
match: [{name: r, key: k, values: {jitter: 1ms}}]
backends:
- {name: a}
- {values: {latency: 5ms}, health: failing}
- {name: c, profile: other.yaml}
"""
    one, two, three = resolved(tmp_path, text).backed

    assert [(one.backend, one.health) for one in (one, two, three)] == [
        ("a", "ok"),
        ("2", "failing"),
        ("c", "ok"),
    ]
    assert [one.latency_s for one in (one, two, three)] == [0.001, 0.005, 0.009]
    rules = [[(rule.rule, rule.backend) for rule in one.ruled] for one in (one, two, three)]
    assert rules == [[("r", "a")], [("r", "2")], [("match line 1", "c")]]
    assert [rule.latency_s for rule in (*one.ruled, *two.ruled)] == [0.001, 0.005]
    assert len({own.owner for own in (one, two, three, *one.ruled, *two.ruled)}) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("65", "backends: 65 is out of range; want a number up to 64"),
        ("-1", "backends: -1 is not a list; want a number up to 64"),
        ("[{name: 2}]", "backends[0].name: 2 is not text"),
        ('[{name: "2"}]', 'backends[0].name: "2" is not understood; want a name of letters'),
        ("[{name: a}, {name: a}]", "backends[1].name: is also the name of line 1"),
        ("[{health: bad}]", 'backends[0].health: "bad" is not known; want ok, failing'),
        ("[{values: {latncy: 1}}]", "backends[0].values.latncy: unknown key; nearest is latency"),
        ("[{ttft: 1}]", "backends[0].ttft: unknown key; want ttft inside values"),
        ("[{values: {port: 1}}]", "values.port: is the server's, and does nothing in a backend"),
        ("[{values: {backends: 2}}]", "values.backends: is the server's, and does nothing in a"),
        ("[{profile: fast, values: {latency: 1}}]", "does nothing beside profile"),
        ("[{profile: fsat}]", 'backends[0].profile: "fsat" is no profile; nearest is fast'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    found = problems(tmp_path, f"backends: {text}\n")

    assert len(found) == 1, found
    assert found[0].startswith("my.yaml:1: ")
    assert told in found[0]


def test_a_rule_may_have_no_backends(tmp_path: Path) -> None:
    assert (
        "values.backends: is the server's"
        in problems(tmp_path, "match: [{key: k, values: {backends: 2}}]")[0]
    )
