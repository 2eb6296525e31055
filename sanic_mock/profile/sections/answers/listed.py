"""The list of rules, in the profile or in a file beside it: YAML, JSON, or a JSON in each line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic_mock.errors import SettingsError
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.kinds import FileKind
from sanic_mock.profile.nodes import ValueNode, parse
from sanic_mock.profile.sections.answers.checks import wrong_rules
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.sections.answers.lines import MOST_FILE_BYTES

MOST_RULES = 10_000
_MOST_VALUES = 400_000
_FILE = FileKind(MOST_FILE_BYTES)
_PAIRS = re.compile(r"\\\\|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnswersKind(EntriesKind[AnswerEntry]):
    """A list of rules, or the name of a file with one."""

    def read(
        self, node: ValueNode, problems: list[str]
    ) -> tuple[ListEntry[AnswerEntry], ...] | None:
        """See EntriesKind."""
        if not isinstance(node.value, str):
            return EntriesKind.read(self, node, problems)
        if node.loose and node.value == "none":
            return ()
        path = _FILE.read(node, problems)
        if path is None:
            return None
        try:
            inner, wrong = read_listed(path, node.value)
        except SettingsError as error:
            problems += map(node.problem, error.problems)
            return None
        problems += wrong
        return EntriesKind.read(self, inner, problems)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [EntriesKind.json_schema(self), _FILE.json_schema()]}

    def describe(self) -> str:
        return "a list of rules, or a file with one (YAML, JSON, JSONL)"

    def show(self, value: tuple[ListEntry[AnswerEntry], ...]) -> str:
        if not value:
            return "none"
        return f"{len(value)} rule{'s' if len(value) > 1 else ''}"


def read_listed(path: Path, name: str) -> tuple[ValueNode, list[str]]:
    """Return what a file of YAML, JSON or JSONL says, and what is wrong in it.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError([f"{name}: not UTF-8"]) from None
    except OSError as error:
        raise SettingsError([f"{name}: {error.strerror}"]) from None
    if path.suffix in (".json", ".jsonl"):
        text = _with_pairs_joined(text)
    if path.suffix == ".jsonl":
        text = "".join(_as_items(text))
    return parse(text, name, path.parent, _MOST_VALUES)


def _with_pairs_joined(text: str) -> str:
    r"""Return JSON without escaped pairs of surrogates (`\ud83d\ude00`), which YAML has none of."""

    def join(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        pair = bytes.fromhex(found[1] + found[2])
        return pair.decode("utf-16-be")

    return _PAIRS.sub(join, text)


def _as_items(text: str) -> Iterator[str]:
    """Yield the lines of a JSONL file as items of a list in YAML, so that they keep their lines."""
    for line in text.split("\n"):
        yield f"- {line.strip()}\n" if line.strip() else "\n"


ANSWERS = AnswersKind(AnswerEntry, most=MOST_RULES, check=wrong_rules)
