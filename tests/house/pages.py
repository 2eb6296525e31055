"""The pages of the documentation: their blocks, tables and prose, and their commands, run."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sanic_mock import command_line
from sanic_mock.cli import main
from sanic_mock.server.banner import banner
from sanic_mock.settings import Settings
from tests.serving import ROOT

AGAIN = "write it again with: python -m tests.house.test_readme"


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        path: where it is, from the root of the checkout.
    """

    path: str

    def __str__(self) -> str:
        return self.path

    @property
    def file(self) -> Path:
        """Where it is on this machine."""
        return ROOT / self.path

    @property
    def text(self) -> str:
        """What it says."""
        return self.file.read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Return the text of every block in one language."""
        return re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.S | re.M)

    def between(self, mark: str) -> str:
        """Return what stands between two marks."""
        match = re.search(rf"<!-- {mark}\b.*? -->\n(.*?)<!-- /{mark} -->", self.text, re.S)
        assert match, f"no <!-- {mark} --> in {self}"
        return match[1].strip()

    def prose(self) -> list[str]:
        """Return the lines that stand in no block and in no table."""
        bare = re.sub(r"^```.*?^```$", "", self.text, flags=re.S | re.M)
        return [line for line in bare.splitlines() if not line.startswith("|")]


README = Page("README.md")
PROFILES = Page("profiles/README.md")
TESTING = Page("sanic_mock/testing/README.md")
ANSWERS = Page("profiles/ANSWERS.md")
STEERING = Page("profiles/STEERING.md")
WHICH = Page("profiles/WHICH.md")
CONTROL = Page("profiles/CONTROL.md")
REPORT = Page("profiles/REPORT.md")
PACKAGE = Page("sanic_mock/README.md")
DIALECTS = Page("sanic_mock/dialects/README.md")
BEDROCK = Page("sanic_mock/dialects/bedrock/README.md")
OLLAMA = Page("sanic_mock/dialects/ollama/README.md")
FLAVOURS = Page("sanic_mock/dialects/openai/flavours/README.md")
TESTS = Page("tests/README.md")
BENCH = Page("tests/bench/README.md")
PAGES = (
    README,
    PROFILES,
    WHICH,
    ANSWERS,
    STEERING,
    CONTROL,
    REPORT,
    PACKAGE,
    DIALECTS,
    BEDROCK,
    OLLAMA,
    FLAVOURS,
    TESTS,
    BENCH,
)


def blocks(language: str) -> list[str]:
    """Return the text of every block in one language, of all pages."""
    return [block for page in PAGES for block in page.blocks(language)]


def command_lines(program: str = "sanic-mock") -> list[str]:
    """Return all lines of shell that begin with a program, without their comments."""
    lines = (line.partition(" #")[0].strip() for line in "".join(blocks("bash")).splitlines())
    return [line for line in lines if line.split()[:1] == [program]]


def consoles(block: str) -> list[tuple[str, str]]:
    """Return each command of a console block, and what the page says it prints."""
    pairs = (one.partition("\n") for one in re.split(r"^\$ ", block, flags=re.M)[1:])
    return [(line, printed) for line, _, printed in pairs]


def profiles() -> dict[str, str]:
    """Return the profiles that pages write, by the file names in their first lines."""
    return {text.partition("\n")[0].removeprefix("# "): text for text in blocks("yaml")}


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[Path]:
    """Make a folder, with the profiles that pages write, the working directory."""
    for name, text in profiles().items():
        (folder / name).write_text(text, encoding="utf-8")
    with contextlib.chdir(folder):
        yield folder


def words(line: str) -> list[str]:
    """Return the arguments of a command line."""
    return shlex.split(line, comments=True)[1:]


def run(line: str) -> tuple[int, str]:
    """Return the exit code of a command line, and what it prints; servers only say their block."""
    out = io.StringIO()
    return main(words(line), {}, out, out, announce), out.getvalue()


def announce(settings: Settings, out: TextIO) -> int:
    """Say what a server says at its start, and serve nothing."""
    print(banner(settings, settings.port), file=out)
    return 0


def is_served(line: str) -> bool:
    """Return whether a command only serves, or prints: what measures takes minutes."""
    return command_line.parse(words(line)).words[:1] in ([], ["profiles"])
