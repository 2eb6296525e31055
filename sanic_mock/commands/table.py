"""The commands, one table, and how words name one of them.

What is wrong with flags, environment or profile, they raise as `SettingsError`, all of it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sanic_mock.commands import lazy, profiles
from sanic_mock.commands.verifying import verify_profile
from sanic_mock.errors import SettingsError
from sanic_mock.help_text import help_text
from sanic_mock.invocation import Command, Invocation
from sanic_mock.output import width_of
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import shown
from sanic_mock.profile.schema import KEYS


def _serve(call: Invocation) -> int:
    """Serve until stopped."""
    return call.serve(build_settings(call.choose()), call.out)


def _help(call: Invocation) -> int:
    """Print the help, of the commands that the words begin, if any are given."""
    words = tuple(call.words)
    if not any(own[: len(words)] == words for own in COMMANDS):
        raise SettingsError([_unknown(call.words)])
    return call.print(help_text(COMMANDS, words, width_of(call.out)))


def _help_of(word: str, doc: str = "help of these") -> Command:
    """Return the command that prints the help of those that a word begins."""

    def print_help(call: Invocation) -> int:
        return call.print(help_text(COMMANDS, (word,), width_of(call.out)))

    return Command(print_help, "", doc, takes_flags=False)


def _control(name: str, usage: str, doc: str, most: float = 0, least: int = 0) -> Command:
    return Command(lazy.controlling(name), usage, doc, most, least, ignores=_NOT_OF_PLACE)


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


# What is said of a running server is where it is; all else it says itself.
_NOT_OF_PLACE = tuple(
    name for name in (*KEYS, "profile") if name not in ("host", "port", "tls", "admin_token")
)
# Where a server is, the files of `deploy` say themselves; rules have their place in the profile.
_PLACE = ("host", "hosts", "port", "port_file", "tls", "answers")

COMMANDS: dict[tuple[str, ...], Command] = {
    (): Command(_serve, "[FLAGS]", "serve until Ctrl-C", handles_signals=True),
    ("serve",): Command(_serve, "[FLAGS]", "the same", handles_signals=True),
    ("help",): Command(
        _help,
        "[COMMAND]",
        "this help, or that of a command",
        most=inf,
        takes_flags=False,
    ),
    ("profiles",): Command(
        profiles.list_profiles,
        "",
        "names and descriptions of the shipped profiles",
        takes_flags=False,
    ),
    ("profiles", "list"): Command(profiles.list_profiles, "", "the same", takes_flags=False),
    ("profiles", "show"): Command(
        profiles.show_profile, "[NAME|PATH] [FLAGS]", "every value, and where it comes from", most=1
    ),
    ("profiles", "check"): Command(
        profiles.check_profiles,
        "FILE...",
        "check profiles; all problems in one go",
        most=inf,
        least=1,
        takes_flags=False,
    ),
    ("profiles", "schema"): Command(
        profiles.print_schema, "", "JSON Schema of profiles, for editors", takes_flags=False
    ),
    ("profiles", "help"): _help_of("profiles"),
    ("answers",): _help_of("answers"),
    ("answers", "import"): Command(
        lazy.import_answers,
        "FILE",
        "print aimock's or LLMock's answers as a profile",
        most=1,
        least=1,
        takes_flags=False,
    ),
    ("answers", "help"): _help_of("answers"),
    ("verify",): Command(
        verify_profile,
        "[NAME|PATH] [FLAGS]",
        "measure a profile against what it says",
        most=1,
        ignores=("port", "port_file", "host", "tls"),
    ),
    ("verify", "help"): _help_of("verify", "help of it"),
    ("requests",): Command(
        lazy.show_requests,
        "[FLAGS]",
        "the last requests of a running server",
        ignores=_NOT_OF_PLACE,
    ),
    ("report",): Command(
        lazy.show_report,
        "[FLAGS]",
        "what a running server's clients look like",
        ignores=_NOT_OF_PLACE,
    ),
    ("usage",): Command(
        lazy.show_usage, "[FLAGS]", "what a running server has billed", ignores=_NOT_OF_PLACE
    ),
    ("assert",): Command(
        lazy.check_assertions,
        "ASSERTION... [FLAGS]",
        "whether they are true of a running server",
        most=inf,
        ignores=_NOT_OF_PLACE,
    ),
    ("deploy",): _help_of("deploy"),
    ("deploy", "docker"): Command(
        lazy.deploying("docker"), "[FLAGS]", "print a Dockerfile", ignores=_PLACE
    ),
    ("deploy", "compose"): Command(
        lazy.deploying("compose"), "[FLAGS]", "print a compose.yaml", ignores=_PLACE
    ),
    ("deploy", "kubernetes"): Command(
        lazy.deploying("kubernetes"), "[FLAGS]", "print manifests", ignores=_PLACE
    ),
    ("deploy", "helm"): Command(
        lazy.deploying("helm"), "FOLDER [FLAGS]", "write a chart", most=1, least=1, ignores=_PLACE
    ),
    ("deploy", "help"): _help_of("deploy"),
    ("control",): _help_of("control"),
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
    ("control", "help"): _help_of("control"),
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
