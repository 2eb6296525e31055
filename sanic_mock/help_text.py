"""The help as text: of everything, or of the commands that begin with some words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping

from sanic_mock import flag_tables, flags
from sanic_mock.invocation import Command

_EXIT_CODES = """\
  0    done, or stopped: within 30 s, see `grace`; verify: within all tolerances; assert: true
  1    could not run; verify: not within tolerance; assert: false
  2    wrong flags, environment or profile
  3    verify: in doubt, because the machine was too busy to tell; assert: likewise, or not known
  130  ended before all was done: by a second Ctrl-C, or because it stood still
"""
_PRECEDENCE = """\
A flag goes before its environment variable, that before the profile, that before the default, by
whether it was set. -latency takes the place of a profile's ttft. What `sanic-mock control` tells a
running server goes before all of them, until it is reset.
"""
_EXAMPLES = """\
  sanic-mock -port 8080 -latency 100            100 ms before each answer
  sanic-mock -latency 50 -jitter 20             between 30 and 70 ms
  sanic-mock -latency 75 -jitter 25 -big-payload
  sanic-mock --profile realistic-network -workers auto
  sanic-mock help verify                        help of one command
"""

# what stands before the last column, where there are several
_BEFORE_TEXT = re.compile(r".*\S  +|  +")
_LEAST_TEXT = 20

Commands = Mapping[tuple[str, ...], Command]


def help_text(commands: Commands, words: tuple[str, ...], width: int) -> Iterator[str]:
    """Yield the lines of the help.

    Args:
        commands: all of them, by their words.
        words: what those begin with that are asked for; none of them is all.
        width: the columns there are for it.
    """
    for line in _lines(commands, words):
        yield from _wrapped(line, width) if len(line) > width else (line,)


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line as several, each below the text of the first where that leaves it some room."""
    before = _BEFORE_TEXT.match(line)
    column = before.end() if before else 0
    indent = " " * (column if column <= width - _LEAST_TEXT else 4)
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _lines(commands: Commands, words: tuple[str, ...]) -> Iterator[str]:
    asked = {own: one for own, one in commands.items() if own[: len(words)] == words}
    yield "sanic-mock: an OpenAI API without the model."
    yield ""
    yield "Usage:"
    yield from _usages(asked)
    own, common = _own_flags(asked), _flags(asked)
    yield from (*own, *common) if words else (*common, *own)
    yield from ("", "Exit codes:", *_EXIT_CODES.splitlines())
    if not words:
        yield from ("", "Examples:", *_EXAMPLES.splitlines())


def _own_flags(asked: Commands) -> Iterator[str]:
    """Yield the flags that belong to one command alone."""
    for name in flags.OF_COMMANDS:
        if any(own[:1] == (name,) for own in asked):
            yield from ("", f"Flags of sanic-mock {name} alone:", *flag_tables.own_help_lines(name))


def _flags(asked: Commands) -> Iterator[str]:
    if taking := [one for one in asked.values() if one.takes_flags]:
        yield from ("", "Flags, with one dash or two, and with a space or = before the value:")
        yield from flag_tables.help_lines(set.intersection(*(set(one.ignores) for one in taking)))
        yield from ("", *_PRECEDENCE.splitlines())


def _usages(commands: Commands) -> Iterator[str]:
    usages = {_usage(words, one): one.doc for words, one in commands.items()}
    column = max(map(len, usages)) + 2
    yield from (f"  {usage:<{column}}{doc}" for usage, doc in usages.items())


def _usage(words: tuple[str, ...], command: Command) -> str:
    return " ".join(filter(None, ("sanic-mock", *words, command.usage)))
