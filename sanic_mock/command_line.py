"""How a command line and an environment are read by the table of flags: Go's way and GNU's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sanic_mock.flags import FLAGS, OF_COMMANDS, PREFIX, CliFlag
from sanic_mock.profile.nearest import nearest, suggestion
from sanic_mock.profile.nodes import given_node, shown
from sanic_mock.profile.resolve import Given
from sanic_mock.profile.schema import KEYS

_OF_COMMANDS = tuple(chain.from_iterable(OF_COMMANDS.values()))
# Of several commands' flags of one name, the first counts where the line has not said whose it is.
_BY_NAME = {flag.name: flag for flag in (*reversed(_OF_COMMANDS), *FLAGS)} | {"h": FLAGS[-1]}
_BY_COMMAND = {(flag.command, flag.name): flag for flag in _OF_COMMANDS}
# What word processors and web pages make of a dash.
_OTHER_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_BY_VARIABLE = {flag.variable: flag for flag in FLAGS if flag.variable}


# Words that are a switch's value and no command's argument.
_TRUTHS = ("true", "false")


@dataclass(slots=True)
class Line:
    """A command line, taken apart.

    Args:
        given: values by profile key, and "profile".
        words: what is no flag, in order.
        asked: "help" and "version", where asked for.
        problems: whole lines.
        own: values of flags that belong to one command, by flag name.
    """

    given: dict[str, Given] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)


def parse(argv: Sequence[str]) -> Line:
    """Take a command line apart: Go's and GNU's ways of writing flags, anywhere between words."""
    line, rest = Line(), list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            line.words += rest
            break
        if word.startswith("-") and word != "-":
            _read_flag(line, word, rest)
        elif word.startswith(tuple(_OTHER_DASHES)):
            _refuse_dash(line, word, rest)
        else:
            line.words.append(word)
    return line


def read_environ(environ: Mapping[str, str]) -> tuple[dict[str, Given], list[str]]:
    """Return what the environment sets by profile key, and its problems.

    `PORT` is what hosting platforms set; `SANIC_MOCK_PORT` goes before it.
    """
    line = Line()
    if "PORT" in environ and "SANIC_MOCK_PORT" not in environ:
        line.given["port"] = Given(environ["PORT"], "environment PORT")
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        if variable in _BY_VARIABLE:
            _set(line, _BY_VARIABLE[variable], environ[variable], f"environment {variable}")
        else:
            hint = suggestion(variable, _BY_VARIABLE)
            line.problems.append(f"{variable}: unknown variable; {hint}")
    return line.given, line.problems


def written(given: Mapping[str, Given]) -> list[str]:
    """Return profile keys as a command line that gives them the same values."""
    names = {flag.key: flag.name for flag in FLAGS if flag.key}  # the last of a key takes any value
    return [f"-{names[key]}={one.text}" for key, one in given.items()]


def misplaced(line: Line, command: Sequence[str]) -> Iterator[str]:
    """Yield the problems of flags that belong to another command."""
    name = " ".join(("sanic-mock", *command))
    for own in line.own:
        homes = [flag.command for flag in _OF_COMMANDS if flag.name == own]
        if "".join(command[:1]) not in homes:
            yield f"-{own}: does nothing with {name}; it is for sanic-mock {', '.join(homes)}"


def unexpected(word: str) -> str:
    """Return the problem of a word that belongs to nothing."""
    return f"{shown(word)} is not expected; flags begin with a dash"


def _read_flag(line: Line, word: str, rest: list[str]) -> None:
    """Read the flag `word`, taking its value from the front of `rest` where it needs one."""
    name, equals, text = _bare(word).partition("=")
    flag = _BY_COMMAND.get(("".join(line.words[:1]), name)) or _BY_NAME.get(name)
    if flag is None:
        line.problems.append(
            f"-{name}: unknown flag; {suggestion(f'-{name}', _dashed(line.words))}"
        )
        _skip_value(equals, rest)
    elif not equals and not flag.metavar and rest and rest[0] in _TRUTHS:
        line.problems.append(f"-{name}: takes its value with =, as -{name}={rest.pop(0)}")
    elif equals or not flag.metavar:
        _set(line, flag, text if equals else "true", f"flag -{flag.name}")
    elif rest and not _is_flag(rest[0]):
        _set(line, flag, rest.pop(0), f"flag -{flag.name}")
    else:
        line.problems.append(f"-{flag.name}: needs a value: -{flag.name} {flag.metavar}")


def _refuse_dash(line: Line, word: str, rest: list[str]) -> None:
    """Note a word that begins with another dash than flags do."""
    name, equals, _ = word.lstrip(f"-{_OTHER_DASHES}").partition("=")
    near = nearest(f"-{name}", _dashed(line.words))
    hint = f"; nearest is {near}" if near else ""
    written = word.partition("=")[0]
    line.problems.append(f"{written}: begins with {shown(word[0])}, which is no dash{hint}")
    _skip_value(equals, rest)


def _skip_value(equals: str, rest: list[str]) -> None:
    """Drop what most likely is an unknown flag's value, and no problem of its own."""
    if not equals and rest and not rest[0].startswith("-"):
        rest.pop(0)


def _set(line: Line, flag: CliFlag, text: str, origin: str) -> None:
    given = Given(text, origin)
    if flag.kind is not None:
        node = given_node(text, given.label, origin)
        line.own[flag.name] = flag.kind.read(node, line.problems)
        return
    if not flag.metavar:
        truth = _truth(line, given)
        if flag.key == "" and truth:
            line.asked.add(flag.name)
        given = Given(flag.either[bool(truth)], origin)
    before = line.given.get(flag.key)
    if before and before.label != given.label:
        line.problems.append(f"{given.label}: sets the same as {before.label}; give one of them")
    if flag.key:
        line.given[flag.key] = given


def _truth(line: Line, given: Given) -> bool | None:
    node = given_node(given.text, given.label, given.origin)
    return KEYS["trace"].kind.read(node, line.problems)


def _is_flag(word: str) -> bool:
    # a dash alone does not tell: the value of -latency may be written -5ms, and is then refused
    return word.startswith("-") and _bare(word).partition("=")[0] in _BY_NAME


def _bare(word: str) -> str:
    return word.removeprefix("-").removeprefix("-")


def _dashed(words: Sequence[str]) -> list[str]:
    """Return what may be meant: another command's own flags are not."""
    return [f"-{flag.name}" for flag in (*FLAGS, *_OF_COMMANDS) if flag.command in ("", *words[:1])]
