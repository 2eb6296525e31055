"""Where and how a server listens, whom it lets in and how long it waits: keys at the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import DurationKind, NumberKind, SizeKind, WholeKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import (
    BoolKind,
    ChoiceKind,
    HostsKind,
    SecretKind,
    SecretsKind,
    TextKind,
)
from sanic_mock.profile.places import NO_FILE
from sanic_mock.profile.sections.answering import AnswerKeys

HalfOpen = Literal["auto", "answer", "drop"]

GRACE_S = 30.0

_HOST = TextKind("an address, or `unix:PATH`", "unix:[^\\0]+|[!-~]+")
_TLS = TextKind("none, self-signed or CERT,KEY", "none|self-signed|[^,]+,[^,]+")


@dataclass(frozen=True, slots=True)
class ServingKeys(AnswerKeys):
    """How it is served; see Settings, which has it all."""

    host: str = key(
        "host", _HOST, "where to listen; `::` is all addresses, of IPv4 too", "127.0.0.1"
    )
    hosts: tuple[str, ...] = key(
        "hosts",
        HostsKind(),
        "further names in `Host` and `Origin` that are answered on loopback; `*` is any",
        (),
    )
    port: int = key("port", WholeKind(0, 65535), "port to listen on; 0 takes any free one", 8000)
    port_file: str = key(
        "port_file",
        TextKind("none or a path"),
        "a file that holds the port while the server answers; removed when it stops",
        NO_FILE,
    )
    tls: str = key("tls", _TLS, "serve HTTPS: a certificate made at start, or PEM files", "none")
    workers: int = key(
        "workers", WholeKind(1, 256, ("auto",)), "processes; `auto` is one per core", 1
    )
    api_keys: tuple[str, ...] = key(
        "api_keys", SecretsKind(), "keys that are let in; none lets everybody in", ()
    )
    watch: bool = key(
        "watch", BoolKind(), "read the profile again when one of its files has changed", False
    )
    admin_token: str = key(
        "admin_token",
        SecretKind(),
        "who has it may change the server while it runs; without one, only this machine may",
        unset="",
    )
    max_body_bytes: int = key(
        "max_body", SizeKind(1024, 2**30), "longest request body; above it 413", 50 * 2**20
    )
    max_unread_bytes: int = key(
        "max_unread",
        SizeKind(2**20, 2**40),
        "what clients may leave unread of their answers, of each worker's; large ones wait then",
        256 * 2**20,
    )
    # nginx (client_header_timeout) and Node.js (headersTimeout) give all of a head 60 s
    head_timeout_s: float = key(
        "head_timeout",
        DurationKind(),
        "all of a head has to arrive in it, else 408; 0 is none",
        60.0,
    )
    # twice what Node.js and Envoy's advice for servers on the edge have for a request
    body_timeout_s: float = key(
        "body_timeout",
        DurationKind(),
        "all of a body has to arrive in it, else 408; 0 is none",
        600.0,
    )
    # Sanic's own default is 15 s, Kubernetes kills after 30 s
    grace_s: float = key(
        "grace",
        DurationKind(),
        "how long a stop waits for answers under way; what is not whole by then is cut",
        GRACE_S,
    )
    half_open: HalfOpen = key(
        "half_open",
        ChoiceKind(get_args(HalfOpen)),
        "who closes only the sending half: `answer`, or `drop` as one who has left; `auto` drops "
        "where an answer holds a place under `load` or `limits`",
        "auto",
    )
    time_scale: float = key(
        "time_scale", NumberKind(0, 1e6, above=True), "2 makes every delay half as long", 1.0
    )
    trace: bool = key(
        "trace", BoolKind(), "each stream ends with its planned and actual times", False
    )
    late_budget_s: float = key(
        "late_budget", DurationKind(), "a write later than this counts as late", 0.005
    )
