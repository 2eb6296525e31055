"""Forked processes run each test once, and what becomes of it is what pytest's own makes of it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADE", str(tmp_path / "made"))
    return written(tmp_path / "of", FILES)


def written(folder: Path, files: dict[str, str]) -> Path:
    """Return the folder, with these files in it."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(re.sub(r"^ {8}", "", text, flags=re.MULTILINE))
    return folder


def run(folder: Path, *flags: str) -> Ended:
    """Run a pytest of the folder, which knows of this project only how its tests are run."""
    plain = (
        "-q",
        "-W",
        "ignore",
        "-rA",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.parallel",
        "-o",
        "addopts=",
    )
    base = ("--rootdir", str(folder), "--basetemp", str(folder.parent / "base"))
    return run_module("pytest", *plain, *base, *flags, str(folder), timeout_s=120)


def outcomes(folder: Path, *flags: str) -> Counter[tuple[str, str, str, str]]:
    """Return what became of each test, with its message and what it printed."""
    xml = folder.parent / "outcomes.xml"
    done = run(folder, *flags, "--junitxml", str(xml))
    assert done.returncode == 1, done.stdout + done.stderr
    found: Counter[tuple[str, str, str, str]] = Counter()
    for case in ElementTree.parse(xml).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        found.update([(name, "ran", "", "")])
        found.update((name, one.tag, one.get("message", ""), one.text or "") for one in case)
    return found


def test_what_becomes_of_each_test_is_what_pytest_itself_makes_of_it(folder: Path) -> None:
    alone = outcomes(folder, "--processes", "0")
    assert outcomes(folder, "--processes", "3") == alone
    assert sum(what == "ran" for _, what, _, _ in alone) == 87
    assert {what for _, what, _, _ in alone} >= {"failure", "error", "skipped", "ran"}


def test_its_report_counts_as_that_of_pytest_itself(folder: Path) -> None:
    ends = [run(folder, "--processes", count).stdout.splitlines()[-1] for count in ("0", "2")]
    counts = [re.sub(r" in .*", "", end) for end in ends]
    assert counts[0] == counts[1]
    assert counts[0].startswith("2 failed, 82 passed, 1 skipped, 1 xfailed, 2 errors")


def test_what_is_shared_is_made_and_left_once_in_each_process(folder: Path) -> None:
    run(folder, "--processes", "2")
    lines = (folder.parent / "made").read_text().splitlines()
    made = {one.split()[0] for one in lines}
    assert len(made) <= 2
    assert Counter(lines) == {f"{one} {what}": 1 for one in made for what in ("made", "left")}


def test_one_process_runs_all_where_one_is_wanted(folder: Path) -> None:
    run(folder, "--processes", "1")
    assert len((folder.parent / "made").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    "end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit", "pytest.exit('now')"]
)
def test_a_process_that_ends_before_its_time_fails_the_test_it_ran(folder: Path, end: str) -> None:
    text = f"import os, pytest\ndef test_ends():\n    {end}\ndef test_behind_it():\n    pass\n"
    written(folder, {"test_crash.py": text})
    done = run(folder, "--processes", "2")
    assert done.returncode in (1, 2), done.stdout
    assert "test_crash.py::test_ends" in done.stdout
    assert "passed" in done.stdout.splitlines()[-1]


def test_nothing_is_begun_once_as_many_failed_as_are_allowed(folder: Path) -> None:
    (folder / "test_others.py").rename(folder / "test_0.py")
    text = "import time\ndef test_1():\n    time.sleep(1)\n" + "def test_2(): pass\n" * 2
    written(folder, {"test_waits.py": text})
    done = run(folder, "--processes", "1", "-x")
    assert done.returncode == 1
    assert "stopping after 1 failures" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 failed in")


def test_tests_that_cannot_be_collected_are_no_success(folder: Path) -> None:
    written(folder, {"test_wrong.py": "import nothing_of_this_name\n"})
    done = run(folder, "--processes", "2")
    assert done.returncode == 2, done.stdout
    assert "ModuleNotFoundError" in done.stdout


def test_folders_that_are_begun_first_are_there() -> None:
    assert [one for one in LONG if not (ROOT / "tests" / one).is_dir()] == []
