"""Forked processes run each test once, and what becomes of it is what pytest's own makes of it."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from tests.nursery import ROOT
from tests.parallel import LONG
from tests.started import Ended
from tests.started import run as run_module

FILES = {
    "conftest.py": """
        import os, pytest

        @pytest.fixture(scope="session")
        def shared():
            with open(os.environ["MADE"], "a") as file:
                file.write(f"{os.getpid()} made\\n")
            yield
            with open(os.environ["MADE"], "a") as file:
                file.write(f"{os.getpid()} left\\n")

        @pytest.fixture
        def broken():
            raise RuntimeError("cannot be made")

        @pytest.fixture
        def broken_end():
            yield
            raise RuntimeError("does not end")
        """,
    "test_passes.py": """
        import pytest

        @pytest.mark.parametrize("number", range(40))
        def test_of_rows(shared, number, tmp_path):
            assert not list(tmp_path.iterdir())
        """,
    "test_passes_too.py": """
        import pytest

        @pytest.mark.parametrize("number", range(40))
        def test_of_rows(shared, number, tmp_path):
            assert not list(tmp_path.iterdir())
        """,
    "test_others.py": """
        import sys, warnings, pytest

        def test_fails():
            print("printed before")
            assert [1, 2] == [1, 3]

        def test_is_skipped():
            pytest.skip("for a reason")

        @pytest.mark.xfail(strict=True, reason="known")
        def test_is_known():
            assert 0

        @pytest.mark.xfail(strict=True, reason="known")
        def test_is_no_longer_known():
            pass

        def test_has_no_fixture(broken):
            pass

        def test_has_a_fixture_that_does_not_end(broken_end):
            pass

        def test_captures(capfd):
            print("caught")
            assert capfd.readouterr().out == "caught\\n"
        """,
}


ENDS = ["os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit", "pytest.exit('now')"]


class Whole(NamedTuple):
    """What a run of all files is to whoever runs it.

    Attributes:
        outcomes: of each test, with its message and what it printed, and how often.
        counts: the last line, without the time.
        made: what was written when what a process shares was made, and left.
    """

    outcomes: Counter[tuple[str, str, str, str]]
    counts: str
    made: list[str]


def written(folder: Path, files: dict[str, str]) -> Path:
    """Return the folder, with these files in it."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(re.sub(r"^ {8}", "", text, flags=re.MULTILINE))
    return folder


def run(folder: Path, *flags: str, made: Path = Path(os.devnull)) -> Ended:
    """Run a pytest of the folder, which knows of this project only how its tests are run."""
    plain = ("-q", "-rA", "-W", "ignore", "-p", "no:cacheprovider", "-o", "addopts=")
    where = ("--rootdir", str(folder), "--basetemp", str(folder.parent / "base"), str(folder))
    environ = os.environ | {"MADE": str(made)}
    words = (*plain, "-p", "tests.parallel", *flags, *where)
    return run_module("pytest", *words, environ=environ, timeout_s=120)


def whole(folder: Path, count: int) -> Whole:
    """Run all by so many processes."""
    xml, made = folder.parent / "outcomes.xml", folder.parent / f"made by {count}"
    done = run(folder, "--processes", str(count), "--junitxml", str(xml), made=made)
    assert done.returncode == 1, done.stdout + done.stderr
    outcomes: Counter[tuple[str, str, str, str]] = Counter()
    for case in ElementTree.parse(xml).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        outcomes.update([(name, "ran", "", "")])
        outcomes.update((name, one.tag, one.get("message", ""), one.text or "") for one in case)
    counts = re.sub(r" in .*", "", done.stdout.splitlines()[-1])
    return Whole(outcomes, counts, made.read_text().splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("parallel") / "of", FILES)


@pytest.fixture(scope="module")
def by_pytest(folder: Path) -> Whole:
    return whole(folder, 0)


@pytest.fixture(scope="module", params=[1, 3], ids="by {}".format)
def forked(folder: Path, request: pytest.FixtureRequest) -> Whole:
    return whole(folder, request.param)


def test_what_becomes_of_each_test_is_what_pytest_itself_makes_of_it(
    forked: Whole, by_pytest: Whole
) -> None:
    assert forked.outcomes == by_pytest.outcomes
    assert sum(what == "ran" for _, what, _, _ in forked.outcomes) == 87
    assert {what for _, what, _, _ in forked.outcomes} >= {"failure", "error", "skipped", "ran"}


def test_its_report_counts_as_that_of_pytest_itself(forked: Whole, by_pytest: Whole) -> None:
    assert forked.counts == by_pytest.counts
    assert forked.counts.startswith("2 failed, 82 passed, 1 skipped, 1 xfailed, 2 errors")


def test_what_is_shared_is_made_and_left_once_in_each_process(forked: Whole) -> None:
    made = {one.split()[0] for one in forked.made}
    assert 1 <= len(made) <= 2  # files that want it
    assert Counter(forked.made) == {f"{one} {what}": 1 for one in made for what in ("made", "left")}


def test_a_process_that_ends_before_its_time_fails_the_test_it_ran(tmp_path: Path) -> None:
    text = "import os, pytest\ndef test_ends():\n    {}\ndef test_behind_it():\n    pass\n"
    files = {f"test_crash_{number}.py": text.format(end) for number, end in enumerate(ENDS)}
    folder = written(tmp_path / "of", files | {"test_passes.py": "def test_it():\n    pass\n"})
    done = run(folder, "--processes", "5")
    assert done.returncode == 1, done.stdout
    failed = re.findall(r"(?m)^FAILED \S*?([^\s/]+)(?: |$)", done.stdout)
    assert sorted(failed) == [f"{name}::test_ends" for name in files]
    # pytest itself goes on behind SystemExit
    assert done.stdout.splitlines()[-1].startswith("4 failed, 2 passed in")


def test_nothing_is_begun_once_as_many_failed_as_are_allowed(tmp_path: Path) -> None:
    waits = "import time\ndef test_1():\n    time.sleep(1)\n" + "def test_2(): pass\n" * 2
    files = {"test_0.py": "def test_fails():\n    assert 0\n", "test_waits.py": waits}
    done = run(written(tmp_path / "of", files), "--processes", "1", "-x")
    assert done.returncode == 1
    assert "stopping after 1 failures" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 failed in")


def test_tests_that_cannot_be_collected_are_no_success(tmp_path: Path) -> None:
    files = {"test_wrong.py": "import nothing_of_this_name\n"}
    done = run(written(tmp_path / "of", files), "--processes", "2")
    assert done.returncode == 2, done.stdout
    assert "ModuleNotFoundError" in done.stdout


def test_folders_that_are_begun_first_are_there() -> None:
    assert [one for one in LONG if not (ROOT / "tests" / one).is_dir()] == []
