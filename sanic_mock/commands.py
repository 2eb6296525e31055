"""The commands, one table, and what each does.

What is wrong with flags, environment or profile is raised as `SettingsError`, all of it at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from sanic_mock import command_line
from sanic_mock.errors import SettingsError
from sanic_mock.help_text import help_text
from sanic_mock.invocation import OK, Command, Invocation
from sanic_mock.profile import find, listing, schema, show
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import shown
from sanic_mock.profile.resolve import choose
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections.faults.rates import RATES, FaultRates
from sanic_mock.profile.sections.server import Settings

_WIDTH = 100


def serving(call: Invocation) -> int:
    """Serve until stopped."""
    return call.serve(build_settings(call.choose()), call.out)


def helping(call: Invocation) -> int:
    """Print the help, of the commands that the words begin, if any are given."""
    words = tuple(call.words)
    if not any(own[: len(words)] == words for own in COMMANDS):
        raise SettingsError([_unknown(call.words)])
    return call.print(help_text(COMMANDS, words))


def profiles_help(call: Invocation) -> int:
    """Print the help of what can be done with profiles."""
    return call.print(help_text(COMMANDS, ("profiles",)))


def verify_help(call: Invocation) -> int:
    """Print the help of `verify`."""
    return call.print(help_text(COMMANDS, ("verify",)))


def profiles_list(call: Invocation) -> int:
    """Print the names and descriptions of the shipped profiles."""
    return call.print(listing.listing(_width(call.out), date.today().toordinal()))


def profiles_show(call: Invocation) -> int:
    """Print every key with its value and origin, flags and all; then what is to be expected."""
    chosen = call.choose(_profile_of(call))
    return call.print(chain(show.values(chosen), [""], expected(chosen)))


def expected(chosen: ChosenValues) -> Iterator[str]:
    """Yield what a profile does to time; where the seed is drawn at start, under seed 0."""
    from sanic_mock import expectations  # the engine's import is needed by no other of these

    seed = chosen("seed") or 0
    return expectations.lines(replace(build_settings(chosen), seed=seed))


def profiles_check(call: Invocation) -> int:
    """Print a line for each file that is right; raises with all problems of all others."""
    problems: list[str] = []
    for word in call.words:
        try:
            choose({}, {}, word)
            print(f"{find.find(word).label}: ok", file=call.out)
        except SettingsError as error:
            problems += error.problems
    if problems:
        raise SettingsError(problems)
    return OK


def profiles_schema(call: Invocation) -> int:
    """Print the JSON Schema of profiles."""
    return call.print(iter([json.dumps(schema.json_schema(), indent=2, ensure_ascii=False)]))


def verifying(call: Invocation) -> int:
    """Prove that a profile's times are what is sent; see sanic_mock.verify."""
    from sanic_mock.verify.command import verify  # as heavy as a server
    from sanic_mock.verify.order import Order

    line, name = call.line, _profile_of(call)
    # answers by rule have times of their own, and none of those that are asked for here; what
    # goes wrong has none
    chosen = build_settings(call.choose(name))
    settings = replace(chosen, answers=(), faults=(), fault_rates=FaultRates(), limits=())
    own = ("seed", "profile", "network.preset", "answers", "faults", *RATES)
    given = {key: one for key, one in line.given.items() if key not in own}
    word = name or (line.given["profile"].text if "profile" in line.given else None)
    argv = [*command_line.written(given), f"-seed={settings.seed}", "-port=0", "-host=127.0.0.1"]
    argv += ["-port-file=none", "-tls=none", "-network=none", "-answers=none"]
    argv += ["-faults=none", *(f"-{one.replace('_', '-')}=0" for one in RATES)]
    with _without_limits(word, chosen) as served:
        argv += [f"-profile={served}"] if served else []
        return verify(Order(**line.own), settings, argv, call.environ, call.out, call.err)


@contextmanager
def _without_limits(word: str | None, settings: Settings) -> Iterator[str | None]:
    """Lend the word for a profile that refuses nobody: no flag says that of `limits`."""
    if word is None or not settings.limits:
        yield word
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{settings.profile}.yaml"
        extends = str(Path(word).resolve()) if find.is_path(word) else word
        path.write_text(json.dumps({"extends": extends, "limits": []}), encoding="utf-8")
        yield str(path)


def requests(call: Invocation) -> int:
    """Print what became of the last requests of a running server; see sanic_mock.control."""
    from sanic_mock.control.requests import show_requests  # needed by no other command

    return show_requests(call)


def report(call: Invocation) -> int:
    """Print what a running server testifies of its clients; see sanic_mock.control."""
    from sanic_mock.control.report import show_report  # needed by no other command

    return show_report(call)


def usage(call: Invocation) -> int:
    """Print what a running server has billed; see sanic_mock.control."""
    from sanic_mock.control.report import show_usage  # needed by no other command

    return show_usage(call)


def asserting(call: Invocation) -> int:
    """Say whether assertions on a running server are true; see sanic_mock.control."""
    from sanic_mock.control.asserting import check_assertions  # needed by no other command

    return check_assertions(call)


def deploying(what: str) -> Callable[[Invocation], int]:
    """Return what prints the files of one kind of machine; see sanic_mock.deploy."""

    def run(call: Invocation) -> int:
        from sanic_mock.deploy.command import deploy  # needed by no other command

        return deploy(call, what)

    return run


def controlling(name: str) -> Callable[[Invocation], int]:
    """Return what asks a running server; see sanic_mock.control."""

    def run(call: Invocation) -> int:
        from sanic_mock.control.command import control  # needed by no other command

        return control(call, name)

    return run


def control_help(call: Invocation) -> int:
    """Print the help of `control`."""
    return call.print(help_text(COMMANDS, ("control",)))


def _control(name: str, usage: str, doc: str, most: float = 0, least: int = 0) -> Command:
    return Command(controlling(name), usage, doc, most, least, ignores=_NOT_OF_PLACE)


def _control_list(word: str, what: str) -> dict[tuple[str, ...], Command]:
    """Return the commands of a list that entries are added to."""
    of = ("control", word)
    return {
        of: _control(word, "", f"{what}, in their order"),
        (*of, "list"): _control(f"{word} list", "", "the same"),
        (*of, "add"): _control(f"{word} add", "FILE", "add those of a file", 1, 1),
        (*of, "remove"): _control(
            f"{word} remove", "[ID...]", "remove what was added, all or some", inf
        ),
    }


def deploy_help(call: Invocation) -> int:
    """Print the help of `deploy`."""
    return call.print(help_text(COMMANDS, ("deploy",)))


def answers_help(call: Invocation) -> int:
    """Print the help of what can be done with answers."""
    return call.print(help_text(COMMANDS, ("answers",)))


def importing(call: Invocation) -> int:
    """Print what another mock's file comes to; see sanic_mock.fixtures."""
    from sanic_mock.fixtures.command import import_answers  # needed by no other command

    return import_answers(call)


def _profile_of(call: Invocation) -> str | None:
    """Return the profile that the command's own word names, if any."""
    name = call.words[0] if call.words else None
    if name and "profile" in call.line.given:
        raise SettingsError([f"{shown(name)} and -profile both name a profile; give one"])
    return name


# Where a server is, the files of `deploy` say themselves; rules have their place in the profile.
# Where a running server is; all else it says itself.
_NOT_OF_PLACE = tuple(
    name for name in (*KEYS, "profile") if name not in ("host", "port", "tls", "admin_token")
)
_PLACE = ("host", "hosts", "port", "port_file", "tls", "answers")

COMMANDS: dict[tuple[str, ...], Command] = {
    (): Command(serving, "[FLAGS]", "serve until Ctrl-C", handles_signals=True),
    ("serve",): Command(serving, "[FLAGS]", "the same", handles_signals=True),
    ("help",): Command(
        helping,
        "[COMMAND]",
        "this help, or that of a command",
        most=float("inf"),
        takes_flags=False,
    ),
    ("profiles",): Command(
        profiles_list, "", "names and descriptions of the shipped profiles", takes_flags=False
    ),
    ("profiles", "list"): Command(profiles_list, "", "the same", takes_flags=False),
    ("profiles", "show"): Command(
        profiles_show, "[NAME|PATH] [FLAGS]", "every value, and where it comes from", most=1
    ),
    ("profiles", "check"): Command(
        profiles_check,
        "FILE...",
        "check profiles; all problems in one go",
        most=float("inf"),
        least=1,
        takes_flags=False,
    ),
    ("profiles", "schema"): Command(
        profiles_schema, "", "JSON Schema of profiles, for editors", takes_flags=False
    ),
    ("profiles", "help"): Command(profiles_help, "", "help of these", takes_flags=False),
    ("answers",): Command(answers_help, "", "help of these", takes_flags=False),
    ("answers", "import"): Command(
        importing,
        "FILE",
        "print aimock's or LLMock's answers as a profile",
        most=1,
        least=1,
        takes_flags=False,
    ),
    ("answers", "help"): Command(answers_help, "", "help of these", takes_flags=False),
    ("verify",): Command(
        verifying,
        "[NAME|PATH] [FLAGS]",
        "measure a profile against what it says",
        most=1,
        ignores=("port", "port_file", "host", "tls"),
    ),
    ("verify", "help"): Command(verify_help, "", "help of it", takes_flags=False),
    ("requests",): Command(
        requests, "[FLAGS]", "the last requests of a running server", ignores=_NOT_OF_PLACE
    ),
    ("report",): Command(
        report, "[FLAGS]", "what a running server's clients look like", ignores=_NOT_OF_PLACE
    ),
    ("usage",): Command(
        usage, "[FLAGS]", "what a running server has billed", ignores=_NOT_OF_PLACE
    ),
    ("assert",): Command(
        asserting,
        "ASSERTION... [FLAGS]",
        "whether they are true of a running server",
        most=inf,
        ignores=_NOT_OF_PLACE,
    ),
    ("deploy",): Command(deploy_help, "", "help of these", takes_flags=False),
    ("deploy", "docker"): Command(
        deploying("docker"), "[FLAGS]", "print a Dockerfile", ignores=_PLACE
    ),
    ("deploy", "compose"): Command(
        deploying("compose"), "[FLAGS]", "print a compose.yaml", ignores=_PLACE
    ),
    ("deploy", "kubernetes"): Command(
        deploying("kubernetes"), "[FLAGS]", "print manifests", ignores=_PLACE
    ),
    ("deploy", "helm"): Command(
        deploying("helm"), "FOLDER [FLAGS]", "write a chart", most=1, least=1, ignores=_PLACE
    ),
    ("deploy", "help"): Command(deploy_help, "", "help of these", takes_flags=False),
    ("control",): Command(control_help, "", "help of these", takes_flags=False),
    ("control", "get"): _control("get", "[KEY...]", "what a running server does", inf),
    ("control", "set"): _control("set", "KEY=VALUE...", "change it", inf, 1),
    ("control", "unset"): _control("unset", "KEY...", "take that back", inf, 1),
    ("control", "profile"): _control("profile", "NAME", "run another profile", 1, 1),
    ("control", "profiles"): _control("profiles", "", "those it can run by name"),
    ("control", "origins"): _control("origins", "", "where its values come from"),
    ("control", "reset"): _control("reset", "", "be as at the start, counters too"),
    ("control", "phase"): _control(
        "phase", "[begin|skip|NAME]", "which phase runs; begin, skip or name one", 1
    ),
    ("control", "freeze"): _control("freeze", "", "let no answer go on"),
    ("control", "release"): _control("release", "", "let all go on"),
    **_control_list("answers", "rules of answers"),
    **_control_list("rules", "rules of who gets what"),
    ("control", "help"): Command(control_help, "", "help of these", takes_flags=False),
}


def command_words(words: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the longest command that the words begin with, or () and what is wrong with them."""
    for length in range(len(words), 0, -1):
        own = tuple(words[:length])
        if own in COMMANDS and (length == len(words) or _takes_words(own)):
            return own, []
    return (), [_unknown(words)] if words else []


def _takes_words(own: tuple[str, ...]) -> bool:
    """Tell whether a further word is an argument, and not the name of a command that is not there.

    A command without arguments, and without others that begin with it, says that it takes none.
    """
    return COMMANDS[own].most > 0 or not any(
        len(other) > len(own) and other[: len(own)] == own for other in COMMANDS
    )


def _unknown(words: Sequence[str]) -> str:
    firsts = {own[0] for own in COMMANDS if own}
    if words[0] not in firsts:
        return f"{shown(words[0])} is no command; {suggestion(words[0], firsts)}"
    known = [" ".join(own) for own in COMMANDS if own and own[0] == words[0]]
    written = " ".join(words[:2])
    return f"{shown(written)} is no command; {suggestion(written, known)}"


def _width(out: TextIO) -> int:
    return os.get_terminal_size(out.fileno()).columns if out.isatty() else _WIDTH
