"""The one table of flags. Help, environment variables and the page of flags are made from its rows.

A flag only carries text to a profile's key; what the text may be is the key's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sanic_mock.profile.added import AddedKeys
from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.keys import keys_of
from sanic_mock.profile.kinds import BoolKind, TextKind
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.table import Kind

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
    CliFlag("port-file", "port_file", "PATH", "write the port to a file once it answers, or none"),
    CliFlag("host", "host", "ADDRESS", "address to listen on, :: is all of them; or unix:PATH"),
    CliFlag("hosts", "hosts", "A,B", "names that are answered, too, on loopback; * is any"),
    CliFlag("tls", "tls", "HOW", "serve HTTPS: self-signed, or the PEM files CERT,KEY"),
    CliFlag("latency", "latency", "MS", "time to each answer: milliseconds, or 250us, 40ms, 1.5s"),
    CliFlag("jitter", "jitter", "MS", "uniform ± around the latency, never below 0"),
    CliFlag("network", "network.preset", "NAME", "a network between: us-eu, lte, edge …, or none"),
    CliFlag("big-payload", "payload", "", "answers of about 10KB", ("small", "big")),
    CliFlag("payload", "payload", "SIZE", "size of an answer: small, big, or a size such as 4KiB"),
    CliFlag("profile", "profile", "NAME|PATH", "where values come from that are not set otherwise"),
    CliFlag("workers", "workers", "N|auto", "processes; auto is one per core"),
    CliFlag("seed", "seed", "N", "same seed, same answers; drawn at start if not given"),
    CliFlag("model", "model", "NAME", "answer with this model, whatever is asked for"),
    CliFlag("mode", "mode", "HOW", "strict as OpenAI is, or lenient"),
    CliFlag(
        "usage-in-streams",
        "usage_in_streams",
        "WHEN",
        "streams tell usage: asked, always",
    ),
    CliFlag("locale", "locale", "LOCALE", "language of the answers: any locale of Faker"),
    CliFlag(
        "prompt-tokens", "prompt_tokens", "HOW", "counted, random or fixed usage.prompt_tokens"
    ),
    CliFlag("error-rate", "error_rate", "X", "share of requests that get an error, 0 to 1"),
    CliFlag("error-status", "error_status", "STATUS", "which error, by status or name"),
    CliFlag("stall-rate", "stall_rate", "X", "share of requests that stall after 5 tokens"),
    CliFlag("cut-rate", "cut_rate", "X", "share of requests that are cut off after 5 tokens"),
    CliFlag("faults", "faults", "LINE", "what goes wrong: TYPE;KEY=VALUE, and so on, or none"),
    CliFlag("answers", "answers", "FILE", "rules of what comes back: a file of them, or none"),
    CliFlag("api-keys", "api_keys", "A,B", "let only these keys in; others get a 401"),
    CliFlag("watch", "watch", "", "read the profile again when one of its files has changed"),
    CliFlag("admin-token", "admin_token", "TOKEN", "who has it may change the server from afar"),
    CliFlag("max-body", "max_body", "SIZE", "longest request body; above it 413"),
    CliFlag("time-scale", "time_scale", "X", "2 makes every delay half as long"),
    CliFlag("ledger", "observe.ledger", "N|off", "remember the last N answers: /_mock/requests"),
    CliFlag("metrics", "observe.metrics", "", "count answers for Prometheus: /metrics"),
    CliFlag("verbose", "observe.access_log", "", "a line for each request", ("off", "text")),
    CliFlag("access-log", "observe.access_log", "HOW", "the same: off, text or json"),
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


CONTROL_FLAGS = (
    CliFlag(
        "url",
        "",
        "URL",
        "where it is: http://HOST:PORT, https://… or unix:PATH",
        command="control",
        kind=TextKind("http://HOST:PORT, https://HOST:PORT or unix:PATH", r"https?://\S+|unix:.+"),
        default_text="as -port and -host say",
    ),
    CliFlag(
        "owner",
        "",
        "NAME",
        "add: whose the rules are; remove: whose to remove",
        command="control",
        kind=keys_of(AddedKeys)["owner"].kind,
    ),
    CliFlag(
        "ttl",
        "",
        "TIME",
        "add: for how long",
        command="control",
        kind=TextKind("a time such as 5m", r"\S+"),
        default_text="until they are removed",
    ),
    CliFlag(
        "place",
        "",
        "WHERE",
        "add: before or after the rules of the profile",
        command="control",
        kind=keys_of(AddedKeys)["place"].kind,
        default_text="before",
    ),
)


def _of(
    command: str, name: str, metavar: str, kind: Kind[Any], doc: str, default: str = ""
) -> CliFlag:
    if isinstance(kind, BoolKind):
        default = "false"
    return CliFlag(name, "", metavar, doc, command=command, kind=kind, default_text=default)


REQUESTS_FLAGS = (
    replace(CONTROL_FLAGS[0], command="requests"),
    _of("requests", "follow", "", BoolKind(), "go on with each that comes, until Ctrl-C"),
    _of("requests", "json", "", BoolKind(), "print all of each as a line of JSON"),
    _of("requests", "last", "N", WholeKind(1, 100_000), "how many of those that are over", "100"),
    _of(
        "requests",
        "only",
        "NAME=VALUE,…",
        TextKind("NAME=VALUE, such as model=gpt-4o,status=429", r"\w+=[^,]*(,\w+=[^,]*)*"),
        "those alone that have these values",
    ),
)
REPORT_FLAGS = (
    replace(CONTROL_FLAGS[0], command="report"),
    _of("report", "json", "", BoolKind(), "print all of it as JSON"),
)
USAGE_FLAGS = (
    replace(CONTROL_FLAGS[0], command="usage"),
    _of("usage", "json", "", BoolKind(), "print all of it as JSON"),
    _of("usage", "csv", "", BoolKind(), "print all of it as CSV"),
)
ASSERT_FLAGS = (
    replace(CONTROL_FLAGS[0], command="assert"),
    _of("assert", "junit", "FILE", TextKind("a file's name"), "write JUnit XML, a case for each"),
    _of("assert", "list", "", BoolKind(), "print the names of figures, and ask nobody"),
)
# By the command that each belongs to; two may have flags of one name.
OF_COMMANDS = {
    "verify": VERIFY_FLAGS,
    "control": CONTROL_FLAGS,
    "requests": REQUESTS_FLAGS,
    "report": REPORT_FLAGS,
    "usage": USAGE_FLAGS,
    "assert": ASSERT_FLAGS,
}
