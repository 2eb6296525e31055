"""YAML as located values: every value knows the file, the line and the path it came from.

Text goes in, a tree of `ValueNode` comes out; whatever the text, nothing but `SettingsError` is
raised. Nothing is constructed from tags. Plain scalars are read as YAML 1.2 does, so that `no` is a
word, `010` is ten and `1:30` is text, as editors and JSON Schema checkers see them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from sanic_mock.errors import SettingsError
from sanic_mock.units import printable, quoted

Value: TypeAlias = "str | int | float | bool | list[ValueNode] | dict[str, ValueNode] | None"

# libyaml composes by recursion in C: 200,000 open brackets end the process, not the parse
_MAX_DEPTH = 40
# aliases of aliases multiply; no profile is near this
_MAX_NODES = 20_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq")
}
_INT = re.compile(r"[-+]?[0-9]{1,400}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}


@dataclass(frozen=True, slots=True)
class ValueNode:
    """A value and where it was given.

    Args:
        label: what opens a message about it: "profiles/slow.yaml:12: ttft.base", or "-latency".
        origin: the same for people: "profiles/slow.yaml:12", "flag -latency".
        value: scalar, list of nodes, or mapping of nodes.
        text: a scalar as it was written.
        loose: from a flag or the environment, where everything is text.
        folder: where relative paths start; None where no file may be named.
        line: in its file, from 1; 0 for a flag or a variable.
    """

    label: str
    origin: str
    value: Value
    text: str = ""
    loose: bool = False
    folder: Path | None = Path()
    line: int = 0

    def problem(self, message: str) -> str:
        """Return the whole line for a problem of this value."""
        return f"{self.label}: {message}"

    def folder_of(self, word: str) -> Path:
        """Return where a relative path starts that it names; raises ValueError where it may not."""
        if self.folder is None:
            raise ValueError(f"{quoted(word)} is a file, which only a profile's file may name")
        return self.folder

    @property
    def written(self) -> str | None:
        """Text, and a number as it was written; None for anything else."""
        if isinstance(self.value, str):
            return self.value
        return self.text if type(self.value) in (int, float) else None

    @property
    def shown(self) -> str:
        """The value as a message names it."""
        return shown(self.value, self.text)


def shown(value: object, text: str = "") -> str:
    """Return a value as a message names it: text in quotes, numbers as written."""
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "nothing"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return printable(text)


def given_node(text: str, label: str, origin: str) -> ValueNode:
    """Return the node of a flag's or an environment variable's text."""
    return ValueNode(label, origin, text, text, loose=True)


def parse(
    text: str, file: str, folder: Path | None = Path(), most_values: int = _MAX_NODES
) -> tuple[ValueNode, list[str]]:
    """Return the document's root node and its problems (duplicate keys, tags).

    Args:
        text: one YAML document; nothing at all is an empty mapping.
        file: how messages name it.
        folder: where its relative paths start; None where it may name no file.
        most_values: how many values there may be in it.

    Raises:
        SettingsError: it is not YAML.
    """
    try:
        _refuse_depth(text, file)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise SettingsError([f"{file}{line}: not YAML: {_explained(error, text)}"]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise SettingsError([f"{file}: not YAML: {str(error).splitlines()[0]}"]) from None
    if root is None:
        return ValueNode(file, file, {}), []
    tree = _Tree(file, folder, most_values)
    return tree.node(root, _line(root), ""), tree.problems


def _explained(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return what is wrong: in our words where the parser's name no cause."""
    problem, mark = str(error.problem or error.context), error.problem_mark
    lines = text.splitlines()
    if mark is None or mark.line >= len(lines):
        return problem
    before, letter = lines[mark.line][: mark.column], lines[mark.line][mark.column :][:1]
    if letter == "\t" or "tab character" in problem:
        return "a tab cannot indent; use spaces"
    if "cannot start any token" in problem:
        return f"{quoted(letter)} cannot begin a value; put it in quotes"
    if problem.startswith("mapping values are not allowed"):
        return _misplaced_colon(before)
    return problem


def _misplaced_colon(before: str) -> str:
    """Return what is wrong with a colon, by what stands before it in its line."""
    if ": " in before:
        return 'a value has ": " in it; put it in quotes'
    return "a key stands further right than those beside it, or in a text that has no quotes"


def _refuse_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _too_deep(f"{file}:{_line(event)}")


def _too_deep(where: str) -> SettingsError:
    return SettingsError([f"{where}: nested too deep; want at most {_MAX_DEPTH} levels"])


class _Tree:
    """Turns PyYAML's nodes into ours, collecting problems."""

    def __init__(self, file: str, folder: Path | None, most_values: int) -> None:
        self._most = most_values
        self.file = file
        self.folder = folder
        self.problems: list[str] = []
        self._count = 0

    def node(self, raw: yaml.Node, line: int, path: str, depth: int = 0) -> ValueNode:
        """Return the node for `raw`; `line` is that of the key it belongs to."""
        where = f"{self.file}:{line}"
        self._count += 1
        if depth > _MAX_DEPTH:  # an alias inside its own anchor
            raise _too_deep(where)
        if self._count > self._most:
            raise SettingsError([f"{where}: too large; want at most {self._most} values"])
        label = f"{where}: {path}" if path else where
        if raw.tag not in _TAGS:
            tag = printable(raw.tag)
            self.problems.append(f"{label}: tag {tag} is not supported; leave it out")
        text = raw.value if isinstance(raw, yaml.ScalarNode) else ""
        value = self._value(raw, path, depth)
        return ValueNode(label, where, value, text, folder=self.folder, line=line)

    def _value(self, raw: yaml.Node, path: str, depth: int) -> Value:
        if isinstance(raw, yaml.MappingNode):
            return self._mapping(raw, path, depth)
        if isinstance(raw, yaml.SequenceNode):
            return [
                self.node(item, _line(item), f"{path}[{index}]", depth + 1)
                for index, item in enumerate(raw.value)
            ]
        assert isinstance(raw, yaml.ScalarNode)
        return _scalar(raw)

    def _mapping(self, raw: yaml.MappingNode, path: str, depth: int) -> dict[str, ValueNode]:
        entries: dict[str, ValueNode] = {}
        for key, value in raw.value:
            where = f"{self.file}:{_line(key)}"
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(f"{where}: a key must be one word, not a list or mapping")
                continue
            word = key.value if re.fullmatch(r"[\w.@*/<-]{1,60}", key.value) else shown(key.value)
            name = f"{path}.{word}" if path else word
            if key.value in entries:
                first = entries[key.value].origin
                self.problems.append(f"{where}: {name}: given twice; first at {first}")
                continue
            entries[key.value] = self.node(value, _line(key), name, depth + 1)
        return entries


def _line(raw: yaml.Node | yaml.Event) -> int:
    return raw.start_mark.line + 1 if raw.start_mark else 1


def _scalar(raw: yaml.ScalarNode) -> str | int | float | bool | None:
    """Return a scalar's value by YAML 1.2's core schema; quoted text stays text."""
    text = str(raw.value)
    if raw.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
