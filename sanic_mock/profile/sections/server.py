"""One server as it was asked to be: the keys at the top of a profile, and all sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.keys import key, section
from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.sections.answers.entry import AnswerEntry, AnswersMode
from sanic_mock.profile.sections.answers.listed import ANSWERS
from sanic_mock.profile.sections.backends import BACKENDS, BackendEntry, BackendHealth
from sanic_mock.profile.sections.chunking import Chunking, build_chunking
from sanic_mock.profile.sections.drift import Drift, build_drift
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.rates import FaultRates, build_fault_rates
from sanic_mock.profile.sections.faults.table import FAULTS
from sanic_mock.profile.sections.itl import Itl, build_itl
from sanic_mock.profile.sections.limits import LIMITS, STORE_URL, Limit, LimitsStore, OnStoreFailure
from sanic_mock.profile.sections.load import Load, build_load
from sanic_mock.profile.sections.match.checks import MATCH
from sanic_mock.profile.sections.match.entry import TrafficEntry
from sanic_mock.profile.sections.network import Network, build_network
from sanic_mock.profile.sections.observe import Observe, build_observe
from sanic_mock.profile.sections.phases import (
    ColdStart,
    Scenario,
    build_cold_start,
    build_scenario,
)
from sanic_mock.profile.sections.serving import ServingKeys
from sanic_mock.profile.sections.steering import Steering, build_steering
from sanic_mock.profile.sections.tenants import Tenants, build_tenants
from sanic_mock.profile.sections.thinking import Thinking, build_thinking
from sanic_mock.profile.sections.tokens import Tokens, build_tokens
from sanic_mock.profile.sections.ttft import Ttft, build_ttft
from sanic_mock.profile.start_values import StartValues

#: Fields that are the server's, whichever profile answers.
OF_SERVER = (
    *("host", "port", "port_file", "tls", "workers", "time_scale"),
    *("grace_s", "max_unread_bytes", "late_budget_s", "admin_token", "watch", "observe"),
    "tenants",
)
#: And those that are decided before it is known which one does, where requests say so.
OF_CONNECTION = (
    *("hosts", "max_body_bytes", "head_timeout_s", "body_timeout_s", "half_open"),
    *("start", "steering"),
)
#: What is the server's unless a profile has its own; keys and fields have these names.
LEFT_OPEN = ("seed", "api_keys")


@dataclass(frozen=True, slots=True)
class Settings(ServingKeys):
    """One server, decided: plain, frozen, picklable values.

    Times are float seconds, sizes are bytes, ratios run from 0 to 1. `ttft` is None where nothing
    is to be waited for; `latency`/`jitter` arrive here as a `Ttft` of a constant or a uniform
    distribution. `itl` None means that all tokens are due with the first.
    `others` are the profiles that phases name, by the name there.
    `ruled` are what the rules of `match` lead to, each with the name of its `rule`; `backed` are
    the `backends`, each with its name and `health`; `named` is a name that requests have for it,
    `tenant` who has it alone.
    `given` are the flags and variables that were set, as key, text and origin; `folder` is where
    the profile's file is, None for a shipped one.
    `origins` says for each key, as written in a profile ("ttft.base"), where its value came from.
    `start_values` are what other values can be put over while the server runs.
    """

    ttft: Ttft | None = section(Ttft, build_ttft)
    itl: Itl | None = section(Itl, build_itl)
    tokens: Tokens = section(Tokens, build_tokens, Tokens())
    thinking: Thinking = section(Thinking, build_thinking, Thinking())
    drift: Drift | None = section(Drift, build_drift)
    chunking: Chunking = section(Chunking, build_chunking, Chunking())
    load: Load = section(Load, build_load, Load())
    limits: tuple[Limit, ...] = key(
        "limits", LIMITS, "what clients may use before they get a 429; exact over all workers", ()
    )
    limits_store: LimitsStore = key(
        "limits_store",
        ChoiceKind(get_args(LimitsStore)),
        "where that is kept: this server's memory, or Redis or Valkey, which servers share",
        "memory",
        switch="limits",
    )
    limits_url: str = key(
        "limits_url",
        STORE_URL,
        "where Redis or Valkey is",
        "redis://127.0.0.1:6379/0",
        switch="limits_store",
        only_with=("redis",),
    )
    on_store_failure: OnStoreFailure = key(
        "on_store_failure",
        ChoiceKind(get_args(OnStoreFailure)),
        "what becomes of requests when it cannot be asked: `open` lets them in, `closed` is a 503",
        "open",
        switch="limits_store",
        only_with=("redis",),
    )
    network: Network | None = section(Network, build_network)
    start: ColdStart = section(ColdStart, build_cold_start, ColdStart())
    scenario: Scenario = section(Scenario, build_scenario, Scenario())
    others: tuple[tuple[str, Settings], ...] = ()
    faults: tuple[ListEntry[FaultEntry], ...] = key(
        "faults", FAULTS, "what goes wrong, when and where", ()
    )
    fault_rates: FaultRates = section(FaultRates, build_fault_rates, FaultRates())
    answers: tuple[ListEntry[AnswerEntry], ...] = key(
        "answers", ANSWERS, "rules of what comes back; the first that matches a request answers", ()
    )
    answers_mode: AnswersMode = key(
        "answers_mode",
        ChoiceKind(get_args(AnswersMode)),
        "what no rule answers is invented as without rules, or with `strict` a 404 that says why",
        "free",
        switch="answers",
    )
    steering: Steering = section(Steering, build_steering, Steering())
    tenants: Tenants = section(Tenants, build_tenants, Tenants())
    match: tuple[ListEntry[TrafficEntry], ...] = key(
        "match", MATCH, "rules of who gets other values; the first that fits a request counts", ()
    )
    backends: tuple[ListEntry[BackendEntry], ...] = key(
        "backends", BACKENDS, "servers within this one, each at `/b/N/v1/…`", ()
    )
    ruled: tuple[Settings, ...] = ()
    backed: tuple[Settings, ...] = ()
    rule: str = ""
    named: str = ""
    backend: str = ""
    tenant: str = ""
    health: BackendHealth = "ok"
    observe: Observe = section(Observe, build_observe, Observe())
    origins: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str, str], ...] = ()
    folder: Path | None = None
    start_values: StartValues = field(default_factory=StartValues, compare=False, repr=False)

    @property
    def profiles(self) -> dict[str, Settings]:
        """All profiles that may answer, by the word that phases have for them; "" is this one."""
        return {"": self, **dict(self.others)}

    @property
    def every(self) -> tuple[Settings, ...]:
        """All that may answer for one server, as its start knows it; itself first."""
        further = (*(one for _, one in self.others), *self.ruled, *self.backed)
        return (self, *(one for other in further for one in other.every))

    @property
    def owner(self) -> str:
        """Whose requests are counted apart from all others, "" for those of the whole server."""
        names = (self.backend, self.named, self.rule)
        whose = "/".join(names) if any(names) else ""
        return f"{whose}/t/{self.tenant}" if self.tenant else whose

    @property
    def all_faults(self) -> tuple[FaultEntry, ...]:
        """What goes wrong, in order."""
        return (*(one.value for one in self.faults), *self.fault_rates.entries())

    @property
    def header_names(self) -> tuple[str, ...]:
        """The header fields that rules name, in lower case and sorted."""
        named: set[str] = set()
        named.update(*(one.value.header_names for one in self.answers))
        named.update(*(one.value.header_names for one in self.match))
        return tuple(sorted(named))

    @property
    def scheme(self) -> str:
        """What URLs of the server begin with."""
        return "http" if self.tls == "none" else "https"
