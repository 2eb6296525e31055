"""What a command is: a function from one invocation to an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from sanic_mock import command_line
from sanic_mock.errors import SettingsError
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.resolve import choose
from sanic_mock.settings import Settings

OK = 0

Serve = Callable[[Settings, TextIO], int]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One use of the command.

    Args:
        line: the flags, taken apart.
        words: what follows the command's own words.
        environ: the process's environment.
        out: where answers go.
        serve: starts a server and returns the exit code when it has stopped.
        err: where progress goes.
    """

    line: command_line.Line
    words: list[str]
    environ: Mapping[str, str]
    out: TextIO
    serve: Serve
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def choose(self, profile: str | None = None) -> ChosenValues:
        """Return the values that flags, environment and profile come to, or all their problems."""
        given, problems = command_line.read_environ(self.environ)
        problems = [*self.line.problems, *problems]
        try:
            chosen = choose(self.line.given, given, profile)
        except SettingsError as error:
            raise SettingsError([*problems, *error.problems]) from None
        if problems:
            raise SettingsError(problems)
        return chosen

    def print(self, lines: Iterator[str]) -> int:
        """Print lines; returns the exit code for having done what was asked."""
        self.out.writelines(f"{line}\n" for line in lines)
        return OK


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        run: does it.
        usage: how its own arguments are written.
        doc: what it does, in a line of help.
        most: how many arguments it takes at most.
        least: and at least.
        takes_flags: whether flags mean anything to it.
        ignores: keys whose flags do not, all the same.
        handles_signals: whether it knows what SIGINT and SIGTERM mean, and admits them itself.
    """

    run: Callable[[Invocation], int]
    usage: str
    doc: str
    most: float = 0
    least: int = 0
    takes_flags: bool = True
    ignores: tuple[str, ...] = ()
    handles_signals: bool = False
