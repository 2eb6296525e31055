"""The command `sanic-mock`: from arguments and environment to a running server, or to text.

`main` is a function of its parameters; only `run` knows the process.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from io import TextIOWrapper
from typing import TextIO

from sanic_mock import __version__, command_line
from sanic_mock.commands.table import COMMANDS, command_words
from sanic_mock.errors import SettingsError, StartError
from sanic_mock.help_text import help_text
from sanic_mock.invocation import OK, Command, Invocation, Serve
from sanic_mock.output import UNWRITABLE, discard, width_of
from sanic_mock.server.set_aside import set_aside
from sanic_mock.server.stopping import end_at_once, take_no_note
from sanic_mock.settings import Settings

COULD_NOT_RUN, WRONG = 1, 2


def _serve(settings: Settings, out: TextIO) -> int:
    gc.disable()  # nothing that is imported is garbage, and looking takes a tenth of the time
    with set_aside():
        from sanic_mock.server.run import serve  # takes longer than all other commands

    gc.freeze()  # nor is it looked at by the first who looks, which would take as long again
    gc.enable()
    return serve(settings, out)


def main(
    argv: Sequence[str],
    environ: Mapping[str, str],
    out: TextIO,
    err: TextIO,
    serve: Serve = _serve,
) -> int:
    """Do what a command line asks.

    Args:
        argv: the arguments, without the program's name.
        environ: the environment.
        out: where answers go.
        err: where problems go, one a line.
        serve: starts a server.

    Returns:
        The exit code: 0 done, 1 could not run, 2 wrong flags, environment or profile, 130 stopped
        before answers under way were whole; those of `verify` are its own.
    """
    try:
        return _dispatch(command_line.parse(argv), environ, out, err, serve)
    except SettingsError as error:
        err.writelines(f"sanic-mock: {problem}\n" for problem in error.problems)
        return WRONG
    except StartError as error:
        err.write(f"sanic-mock: {error}\n")
        return COULD_NOT_RUN


def run() -> None:
    """Be the program: the console script."""
    _open_standard_files()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a word that cannot be printed is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main(sys.argv[1:], os.environ, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:  # `sanic-mock profiles schema | head`
        discard(sys.stdout)
        code = OK
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        discard(sys.stdout)
        sys.stderr.write(f"sanic-mock: the output cannot be written: {error.strerror}\n")
        code = COULD_NOT_RUN
    except KeyboardInterrupt:
        code = 130  # 128 + SIGINT, as a shell reports it
    if threading.active_count() > 1:  # one makes an answer that nobody waits for; Python would
        end_at_once(code)
    sys.exit(code)


def _open_standard_files() -> None:
    """Open what a supervisor closed, or a socket would get the number of the standard output."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:  # 2 is the standard error
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115, it lasts as long as we
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def _dispatch(
    line: command_line.Line, environ: Mapping[str, str], out: TextIO, err: TextIO, serve: Serve
) -> int:
    if "help" in line.asked:
        about, _ = command_words([word for word in line.words if word != "help"])
        out.writelines(f"{text}\n" for text in help_text(COMMANDS, about, width_of(out)))
        return OK
    if "version" in line.asked:
        out.write(f"sanic-mock {__version__}\n")
        return OK
    own, problems = command_words(line.words)
    command = COMMANDS[own]
    call = Invocation(line, line.words[len(own) :], environ, out, serve, err)
    problems += _misuse(command, own, call)
    if not problems and not line.problems:
        if not command.handles_signals:
            take_no_note()
        return command.run(call)
    raise SettingsError(
        list(dict.fromkeys([*line.problems, *problems, *_value_problems(command, call)]))
    )


def _value_problems(command: Command, call: Invocation) -> Sequence[str]:
    """Return what is wrong with values, so that it is told in one go with wrong words."""
    try:
        if command.takes_flags:
            call.choose()
    except SettingsError as error:
        return error.problems
    return ()


def _misuse(command: Command, own: tuple[str, ...], call: Invocation) -> Iterator[str]:
    """Yield what is wrong with a command's arguments and flags."""
    name = " ".join(("sanic-mock", *own))
    if len(call.words) < command.least:
        yield f"{' '.join(own)}: needs {command.usage}"
    if own and len(call.words) > command.most:
        yield from (command_line.unexpected(word) for word in call.words[int(command.most) :])
    yield from command_line.misplaced(call.line, own)
    for key, one in call.line.given.items():
        if key in command.ignores or not command.takes_flags:
            yield f"{one.label}: does nothing with {name}"
