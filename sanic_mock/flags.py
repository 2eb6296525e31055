"""The one table of flags, and how a command line and an environment are read by it.

A flag only carries text to a profile's key; what the text may be is the key's business. Help,
environment variables and the README's table are made from the same rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.kinds import BoolKind, Kind, TextKind
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import given_node, shown
from sanic_mock.profile.resolve import Given
from sanic_mock.profile.schema import KEYS

PREFIX = "SANIC_MOCK_"


@dataclass(frozen=True, slots=True)
class CliFlag:
    """One flag.

    Args:
        name: without dashes.
        key: the profile key it sets; "profile" and "" (help, version) are none.
        metavar: what stands for its value; "" is a boolean, which never takes the next word.
        doc: a line of help.
        either: the key's values for false and true, where they are not false and true.
        command: the one command it belongs to, "" for all that take profile keys.
        kind: what such a flag's own value may be.
        default_text: and its default.
    """

    name: str
    key: str
    metavar: str
    doc: str
    either: tuple[str, str] = ("false", "true")
    command: str = ""
    kind: Kind[Any] | None = None
    default_text: str = ""

    @property
    def variable(self) -> str:
        """Its environment variable, "" where it has none."""
        return PREFIX + self.name.upper().replace("-", "_") if self.key else ""

    @property
    def default(self) -> str:
        """Its default as one would write it, "" where there is none."""
        if self.command:
            return self.default_text
        if self.key not in KEYS or not self.metavar:
            return "false" if self.key in KEYS else ""
        return "" if KEYS[self.key].default in (None, ()) else KEYS[self.key].shown_default


FLAGS = (
    CliFlag("port", "port", "N", "port to listen on; 0 takes any free one"),
    CliFlag("host", "host", "ADDRESS", "address to listen on; 0.0.0.0 is all of them"),
    CliFlag("latency", "latency", "MS", "time to each answer: milliseconds, or 250us, 40ms, 1.5s"),
    CliFlag("jitter", "jitter", "MS", "uniform ± around the latency, never below 0"),
    CliFlag("big-payload", "payload", "", "answers of about 10KB", ("small", "big")),
    CliFlag("payload", "payload", "SIZE", "size of an answer: small, big, or a size such as 4KiB"),
    CliFlag("profile", "profile", "NAME|PATH", "where values come from that are not set otherwise"),
    CliFlag("workers", "workers", "N|auto", "processes; auto is one per core"),
    CliFlag("seed", "seed", "N", "same seed, same answers; drawn at start if not given"),
    CliFlag("model", "model", "NAME", "answer with this model, whatever is asked for"),
    CliFlag("mode", "mode", "HOW", "strict as OpenAI is, or lenient"),
    CliFlag("locale", "locale", "LOCALE", "language of the answers: any locale of Faker"),
    CliFlag(
        "prompt-tokens", "prompt_tokens", "HOW", "counted, random or fixed usage.prompt_tokens"
    ),
    CliFlag("api-keys", "api_keys", "A,B", "let only these keys in; others get a 401"),
    CliFlag("max-body", "max_body", "SIZE", "longest request body; above it 413"),
    CliFlag("time-scale", "time_scale", "X", "2 makes every delay half as long"),
    CliFlag("trace", "trace", "", "end each stream with its planned and actual times"),
    CliFlag("version", "", "", "print the version"),
    CliFlag("help", "", "", "print this help; -h as well"),
)


def _own(name: str, metavar: str, kind: Kind[Any], doc: str, default: str = "") -> CliFlag:
    return CliFlag(name, "", metavar, doc, command="verify", kind=kind, default_text=default)


VERIFY_FLAGS = (
    _own(
        "requests",
        "N",
        WholeKind(1, 100_000),
        "how many requests to send",
        "a minute's worth, 100 to 2000",
    ),
    _own(
        "streams",
        "N",
        WholeKind(1, 10_000),
        "how many at a time",
        "up to 20, few enough to be no load test",
    ),
    _own("tolerance", "X", NumberKind(0, 1000, above=True), "2 tolerates twice as much", "1"),
    _own("json", "FILE", TextKind("a file's name"), "write all numbers to a file"),
    _own(
        "plot", "FILE.png", TextKind("a file ending in .png", r".+\.png"), "draw both distributions"
    ),
    _own("markdown", "", BoolKind(), "print rows for a table instead"),
)
_BY_NAME = {flag.name: flag for flag in (*VERIFY_FLAGS, *FLAGS)} | {"h": FLAGS[-1]}
_BY_VARIABLE = {flag.variable: flag for flag in FLAGS if flag.variable}


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


def help_lines(ignored: Container[str] = ()) -> Iterator[str]:
    """Yield two lines for each flag: how it is written, and what it does.

    Args:
        ignored: keys whose flags are left out.
    """
    return _help_lines([flag for flag in FLAGS if flag.key not in ignored])


def verify_help_lines() -> Iterator[str]:
    """Yield the same for the flags of `verify` alone."""
    return _help_lines(VERIFY_FLAGS)


def _help_lines(flags: Sequence[CliFlag]) -> Iterator[str]:
    for flag in flags:
        default = f"default {flag.default}" if flag.default else ""
        notes = "; ".join(filter(None, (default, _variables(flag, " or "))))
        yield f"  -{flag.name} {flag.metavar}".rstrip()
        yield f"        {flag.doc}" + (f" ({notes})" if notes else "")


def markdown_table() -> str:
    """Return the README's table of flags."""
    lines = ["| flag | environment | default | |", "| --- | --- | --- | --- |"]
    for flag in FLAGS:
        written = f"`-{flag.name} {flag.metavar}`".replace(" `", "`").replace("|", "\\|")
        variables = _variables(flag, ", ", "`")
        lines.append(f"| {written} | {variables} | {flag.default} | {flag.doc} |")
    return "\n".join(lines)


def verify_table() -> str:
    """Return the README's table of the flags of `verify` alone."""
    lines = ["| flag | default | |", "| --- | --- | --- |"]
    for flag in VERIFY_FLAGS:
        written = f"-{flag.name} {flag.metavar}".rstrip()
        lines.append(f"| `{written}` | {flag.default} | {flag.doc} |")
    return "\n".join(lines)


def written(given: Mapping[str, Given]) -> list[str]:
    """Return profile keys as a command line that gives them the same values."""
    names = {flag.key: flag.name for flag in FLAGS if flag.key}  # the last of a key takes any value
    return [f"-{names[key]}={one.text}" for key, one in given.items()]


def misplaced(line: Line, command: Sequence[str]) -> Iterator[str]:
    """Yield the problems of flags that belong to another command."""
    name = " ".join(("sanic-mock", *command))
    for own in line.own:
        home = _BY_NAME[own].command
        if (home,) != tuple(command):
            yield f"-{own}: does nothing with {name}; it is for sanic-mock {home}"


def unexpected(word: str) -> str:
    """Return the problem of a word that belongs to nothing."""
    return f"{shown(word)} is not expected; flags begin with a dash"


def _variables(flag: CliFlag, between: str, quote: str = "") -> str:
    names = [flag.variable, "PORT"] if flag.name == "port" else [flag.variable]
    return between.join(f"{quote}{name}{quote}" for name in names if name)


def _read_flag(line: Line, word: str, rest: list[str]) -> None:
    """Read the flag `word`, taking its value from the front of `rest` where it needs one."""
    name, equals, text = _bare(word).partition("=")
    flag = _BY_NAME.get(name)
    if flag is None:
        line.problems.append(
            f"-{name}: unknown flag; {suggestion(f'-{name}', _dashed(line.words))}"
        )
        if not equals and rest and not rest[0].startswith("-"):
            rest.pop(0)  # most likely its value, and no problem of its own
    elif equals or not flag.metavar:
        _set(line, flag, text if equals else "true", f"flag -{flag.name}")
    elif rest and not _is_flag(rest[0]):
        _set(line, flag, rest.pop(0), f"flag -{flag.name}")
    else:
        line.problems.append(f"-{flag.name}: needs a value: -{flag.name} {flag.metavar}")


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
    return [f"-{flag.name}" for flag in (*FLAGS, *VERIFY_FLAGS) if flag.command in ("", *words[:1])]
