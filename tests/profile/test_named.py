"""Profiles that requests name: which there are, and what of them is the server's."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.find import names
from sanic_mock.profile.named import named_settings, names_under
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.settings import Settings


def server(folder: Path, text: str = "", **flags: str) -> Settings:
    (folder / "mine.yaml").write_text(text)
    given = {name: Given(value, f"flag -{name}") for name, value in flags.items()}
    return resolve(given, profile=str(folder / "mine.yaml"))


def named(settings: Settings, name: str) -> Settings:
    return named_settings(settings, names_under(settings)[name], name)


def test_shipped_profiles_and_those_beside_the_one_that_runs_are_named(tmp_path: Path) -> None:
    for name in ("slow.yaml", "other.yml", "notes.txt", "fast.yaml"):
        (tmp_path / name).write_text("")
    found = names_under(server(tmp_path))

    assert set(found) == {*names(), "mine", "slow", "other"}
    assert found["fast"] == "fast"


def test_a_shipped_profile_that_runs_has_none_beside_it() -> None:
    assert list(names_under(resolve(profile="openai"))) == names()
    assert list(names_under(resolve())) == names()


def test_what_is_the_servers_stays_so_and_flags_go_before_the_file(tmp_path: Path) -> None:
    own = "latency: 1s\nport: 9\nmax_body: 1KiB\ntrace: true\ntime_scale: 2\nhead_timeout: 1s\n"
    (tmp_path / "slow.yaml").write_text(own)
    settings = server(tmp_path, "api_keys: [sk-a]\nport: 7", seed="5", jitter="3")

    found = named(settings, "slow")

    assert (found.profile, found.latency_s, found.jitter_s, found.trace) == ("slow", 1, 0.003, True)
    assert (found.port, found.seed, found.api_keys) == (7, 5, ("sk-a",))
    assert (found.time_scale, found.max_body_bytes) == (1, settings.max_body_bytes)
    assert found.head_timeout_s == settings.head_timeout_s


def test_keys_of_its_own_go_before_the_servers(tmp_path: Path) -> None:
    (tmp_path / "keyed.yaml").write_text("api_keys: [sk-b]\nseed: 3")
    found = named(server(tmp_path, "api_keys: [sk-a]\nseed: 4"), "keyed")

    assert (found.api_keys, found.seed) == (("sk-b",), 3)


def test_a_seed_that_was_drawn_is_the_servers(tmp_path: Path) -> None:
    settings = server(tmp_path)

    assert named(settings, "fast").seed == settings.seed


def test_all_that_is_wrong_in_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("latncy: 1\npayload: x\n")

    with pytest.raises(SettingsError) as caught:
        named(server(tmp_path), "bad")

    assert [problem.partition("bad.yaml")[2][:12] for problem in caught.value.problems] == [
        ":1: latncy: ",
        ":2: payload:",
    ]
