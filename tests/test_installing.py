"""What is installed is installed once; what cannot be is skipped with the reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import installing
from tests.installing import install_once, tool

COUNT = "import pathlib; path = pathlib.Path('count'); path.write_text(path.read_text() + '1')"
FAIL = "import sys; print('no network', file=sys.stderr); sys.exit(1)"
WAIT = "import time; time.sleep(60)"


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    """A folder in which COUNT counts how often it ran."""
    (tmp_path / "count").write_text("")
    return tmp_path


def test_what_has_been_installed_is_not_installed_again(counted: Path) -> None:
    commands = [[sys.executable, "-c", COUNT]] * 2
    for _ in range(2):
        install_once("this", commands, counted)
    assert (counted / "count").read_text() == "11"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (FAIL, "installed: no network"),
        (WAIT, "installed in 0 s"),
    ],
)
def test_what_cannot_be_installed_is_skipped_and_tried_again(
    counted: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setattr(installing, "INSTALL_S", 0.4 if script == WAIT else 60.0)
    with pytest.raises(pytest.skip.Exception, match=f"this could not be {reason}"):
        install_once("this", [[sys.executable, "-c", script]], counted)
    install_once("this", [[sys.executable, "-c", COUNT]], counted)
    assert (counted / "count").read_text() == "1"


def test_a_command_that_is_not_there_skips() -> None:
    with pytest.raises(pytest.skip.Exception, match="there is no such-command"):
        tool("such-command")
