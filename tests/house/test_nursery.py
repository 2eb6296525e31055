"""What the nursery forks is to tests as what they start themselves."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sanic_mock import __version__
from tests.controlling import answered
from tests.processes import named, wait_until
from tests.serving import ROOT, STOP_S, serving, started, wait_ready
from tests.started import start


def test_a_command_says_what_it_says_and_ends_with_its_code() -> None:
    process = start("sanic_mock", ["-version"])
    assert process.communicate(timeout=STOP_S) == (f"sanic-mock {__version__}\n", "")
    assert (process.wait(0), process.poll()) == (0, 0)


def test_its_errors_and_its_environment_are_those_of_a_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANIC_MOCK_SEED", "many")
    forked = start("sanic_mock", ["-prot", "0"])
    begun = subprocess.run(
        [sys.executable, "-m", "sanic_mock", "-prot", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert forked.communicate(timeout=STOP_S) == ("", begun.stderr)
    assert "SANIC_MOCK_SEED" in begun.stderr
    assert forked.wait(0) == begun.returncode == 2


def test_the_texts_of_a_seed_that_it_draws_are_those_of_a_start() -> None:
    with serving() as forked:
        seed = re.search(r"seed +(\d+)", forked.banner)
        answers = [texts(answered(forked, f"Say {number}")) for number in range(20)]
    assert seed
    with serving("-seed", seed[1], is_forked=False) as begun:
        assert [texts(answered(begun, f"Say {number}")) for number in range(20)] == answers
    assert len({text for one in answers for text in one}) > 15


def texts(answer: dict[str, Any]) -> list[str]:
    return [choice["message"]["content"] for choice in answer["choices"]]


@pytest.mark.parametrize("one", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_ends_it_as_one_ends_any_process(one: signal.Signals) -> None:
    forked, begun = started([]), started([], is_forked=False)
    for process in (forked, begun):
        wait_ready(process)
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0)
        process.send_signal(one)
    assert forked.wait(STOP_S) == begun.wait(STOP_S)
    for process in (forked, begun):
        process.send_signal(one)  # which has ended
        process.communicate()


def test_what_it_forked_ends_with_whoever_ordered_it(tmp_path: Path) -> None:
    told = tmp_path / "process"
    code = (
        "import os, pathlib, sys\n"
        "from tests.serving import started, wait_ready\n"
        "server = wait_ready(started([]))\n"
        "pathlib.Path(sys.argv[1]).write_text(str(server.process.pid))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(told)], cwd=ROOT, check=True, timeout=60)
    process = int(told.read_text())
    wait_until(lambda: not named(process))
