"""The pages against the code: their tables, their examples, and where they point.

`python -m tests.house.test_readme` writes the tables, and what commands print, again.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanic_mock import command_line
from sanic_mock.commands.table import COMMANDS
from sanic_mock.invocation import Invocation
from sanic_mock.profile.find import names
from tests.house.pages import (
    AGAIN,
    PACKAGE,
    PAGES,
    PROFILES,
    README,
    TESTS,
    Page,
    announce,
    blocks,
    command_lines,
    consoles,
    is_served,
    profiles,
    run,
    words,
    working_in,
)
from tests.house.tables import TABLES
from tests.serving import ROOT

# Every command of the original's README, with `sanic-mock` for `go run main.go`.
ORIGINAL = (
    "sanic-mock",
    "sanic-mock -port 8080 -latency 100",
    "sanic-mock -port 8080 -latency 50 -jitter 20",
    "sanic-mock -port 8080 -big-payload",
    "sanic-mock -port 8080 -latency 75 -jitter 25 -big-payload",
)
MOST_LINES, WIDEST = 250, 120


@pytest.mark.parametrize("mark", TABLES)
def test_a_table_is_what_the_code_says(mark: str) -> None:
    page, table = TABLES[mark]
    assert page.between(mark) == table(), AGAIN


# --- examples ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The working directory, with the profiles that the pages write."""
    with working_in(tmp_path):
        yield tmp_path


def test_every_command_of_the_original_is_there() -> None:
    assert set(ORIGINAL) <= set(command_lines())


@pytest.mark.parametrize("line", command_lines())
def test_a_command_line_is_valid(line: str, folder: Path) -> None:
    """What serves or prints is done, a command that measures for minutes only read."""
    parsed = command_line.parse(words(line))
    assert not parsed.problems
    if is_served(line):
        code, printed = run(line)
        assert code == 0, printed
    else:
        assert tuple(parsed.words[:1]) in COMMANDS
        Invocation(parsed, [], {}, io.StringIO(), announce).choose()


@pytest.mark.parametrize(
    ("line", "printed"), [pair for block in blocks("console") for pair in consoles(block)]
)
def test_a_command_prints_what_the_page_says(line: str, printed: str, folder: Path) -> None:
    assert run(line)[1] == printed, AGAIN


@pytest.mark.parametrize("name", profiles())
def test_a_profile_to_copy_is_right_and_the_broken_one_is_not(name: str, folder: Path) -> None:
    code, printed = run(f"sanic-mock profiles check {name}")
    assert (code == 2) if name == "broken.yaml" else (code, printed) == (0, f"{name}: ok\n")


# --- form -------------------------------------------------------------------------------------


def test_the_first_page_is_short() -> None:
    assert len(README.text.splitlines()) <= MOST_LINES


def test_changes_come_last() -> None:
    assert re.findall(r"^## (.*)$", README.text, re.M)[-1] == "Changes"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_lines_can_be_read(page: Page) -> None:
    assert [line for line in page.prose() if len(line) > WIDEST] == []


def test_nothing_is_said_twice() -> None:
    said = [line.strip() for page in PAGES for line in page.prose()]
    long = [line for line in said if len(line) > WIDEST // 3]
    assert sorted(long) == sorted(set(long))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's titles, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_leads_somewhere(page: Page) -> None:
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", page.text):
        path, _, anchor = target.partition("#")
        there = (page.file.parent / path).resolve() if path else page.file
        assert there.is_file(), target
        assert not anchor or anchor in anchors(there), target


SOURCES = [
    f"/{file.relative_to(ROOT)}"
    for room in ("sanic_mock", "tests", "profiles")
    for file in (ROOT / room).rglob("*")
]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_path_that_is_named_is_there(page: Page) -> None:
    """In whichever folder the sentence is about."""
    named = set(re.findall(r"`([\w./-]+(?:\.(?:py|yaml|md|txt)|/))`", page.text))
    gone = [
        path
        for path in named - set(profiles())
        if not (ROOT / path).exists()
        and not any(one.endswith(f"/{path.rstrip('/')}") for one in SOURCES)
    ]
    assert gone == []


def test_every_folder_of_tests_has_its_row() -> None:
    files = (ROOT / "tests").glob("*/**/test_*.py")
    there = {file.relative_to(ROOT / "tests").parts[0] for file in files}
    assert set(re.findall(r"^\| `(\w+)/` \|", TESTS.text, re.M)) == there


def test_a_class_of_the_glossary_is_there() -> None:
    sources = "\n".join(file.read_text() for file in (ROOT / "sanic_mock").rglob("*.py"))
    explained = re.findall(r"^\| ([A-Z]\w+) \|", PACKAGE.text, re.M)
    assert len(explained) >= 7
    assert [one for one in explained if not re.search(rf"^class {one}\b", sources, re.M)] == []


def test_no_page_is_taken_for_a_profile() -> None:
    assert PROFILES.file.is_file()
    assert "README" not in names()


# --- writing them again -----------------------------------------------------------------------


def rewritten(page: Page) -> str:
    """Return a page with its tables, and what its commands print, as the code has them."""
    text = page.text
    for mark in (mark for mark, (home, _) in TABLES.items() if home == page):
        start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}{TABLES[mark][1]()}\n{end}{rest.partition(end)[2]}"
    for block in page.blocks("console"):
        printed = "".join(f"$ {line}\n{run(line)[1]}" for line, _ in consoles(block))
        text = text.replace(f"```console\n{block}```", f"```console\n{printed}```")
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, working_in(Path(place)):
        for page in PAGES:
            page.file.write_text(rewritten(page), encoding="utf-8")
