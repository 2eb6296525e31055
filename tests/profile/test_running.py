"""What a running server is told goes before all that was said at its start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.change import read_change
from sanic_mock.profile.resolve import Given, choose
from sanic_mock.profile.running import Running

FLAG = {"latency": Given("3ms", "flag -latency"), "seed": Given("7", "flag -seed")}
ENVIRONMENT = {
    "latency": Given("2ms", "environment MOCKER_LATENCY"),
    "model": Given("gpt-5", "environment MOCKER_MODEL"),
}


def running() -> Running:
    """Return a server that was started with a profile, the environment and flags."""
    start = choose(FLAG, ENVIRONMENT, "fast").start
    return Running(start, start)


def said(server: Running) -> Mapping[str, tuple[object, str]]:
    """Return some values and where each comes from."""
    chosen = server.chosen()
    names = ("latency", "seed", "model", "jitter")
    return {name: (chosen(name), chosen.origin(name).split(":")[0]) for name in names}


def test_at_its_start_flags_go_before_the_environment_and_that_before_the_profile() -> None:
    assert said(running()) == {
        "latency": (0.003, "flag -latency"),
        "seed": (7, "flag -seed"),
        "model": ("gpt-5", "environment MOCKER_MODEL"),
        "jitter": (0.0, "profiles/fast.yaml"),
    }


@pytest.mark.parametrize("how", [Running.patched, Running.replaced], ids=["patched", "replaced"])
def test_what_it_is_told_goes_before_flags_and_environment(how: object) -> None:
    change = read_change(json.dumps({"latency": "1ms", "model": "one"}).encode())

    told = said(how(running(), change))  # type: ignore[operator]

    assert told["latency"] == (0.001, "control")
    assert told["model"] == ("one", "control")
    assert told["seed"] == (7, "flag -seed")


def test_what_is_taken_back_lets_flags_count_again() -> None:
    told = running().patched(read_change(b'{"latency": "1ms"}'))

    again = told.patched(read_change(b'{"latency": null}'))

    assert said(again) == said(running())


def test_a_profile_that_there_is_none_of_is_named_beside_those_of_its_folder(
    tmp_path: Path,
) -> None:
    """A path is no way out: what comes over the wire may name none."""
    (tmp_path / "mine.yaml").write_text("latency: 7ms")
    start = choose({}, {}, str(tmp_path / "mine.yaml")).start

    with pytest.raises(SettingsError) as caught:
        Running(start, start).replaced(read_change(b'{"extends": "mind"}'))

    (problem,) = caught.value.problems
    assert '"mind" is no profile; nearest is mine; known: mine, azure, ' in problem
    assert "path" not in problem
