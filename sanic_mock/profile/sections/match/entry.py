"""A rule of traffic: what a request is to be like, and by which values it is answered then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sanic_mock.profile.amounts import NumberKind
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.header_match import HeaderMatch, HeaderMatchKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind
from sanic_mock.profile.text_match import TextMatch, TextMatchKind

RuledEndpoint = Literal[
    "chat",
    "responses",
    "completions",
    "embeddings",
    "moderations",
    "messages",
    "converse",
    "invoke",
]

# of a profile, what a rule does not lead to: rules of its own
NOT_IN_RULES = ("match",)
# it stands in a header
NAME = TextKind("a name of printable ASCII", r"[!-~]+( [!-~]+)*")
PROFILE = TextKind("a profile's name or path")
_GLOB = TextKind("a name, with * for any part of it")


@dataclass(frozen=True, slots=True)
class PieceKind(Kind[ValueNode]):
    """Some keys of a profile, which are read when it is known over which others.

    Args:
        barred: see Kind.
    """

    is_piece = True
    barred: tuple[str, ...] = ()

    def parse(self, node: ValueNode) -> ValueNode:
        if not isinstance(node.value, dict) or not node.value:
            raise self.wrong(node, "a mapping of keys")
        return node

    def json_schema(self) -> dict[str, Any]:
        return {"$ref": "#"}

    def describe(self) -> str:
        return "{KEY: VALUE, …}, as in a profile"

    def show(self, value: ValueNode) -> str:
        return ", ".join(value.value) if isinstance(value.value, dict) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficConditions:
    """What a request is to be like; all that is given must hold."""

    api_key: str | None = key("key", _GLOB, "its API key")
    header: HeaderMatch | None = key(
        "header", HeaderMatchKind(), "its header fields, by name, and what each is"
    )
    endpoint: RuledEndpoint | None = key(
        "endpoint", ChoiceKind(get_args(RuledEndpoint)), "where it is asked"
    )
    model: str | None = key("model", _GLOB, "the model that it asks for")
    user: TextMatch | None = key("user", TextMatchKind(), "the last message of a user")
    system: TextMatch | None = key("system", TextMatchKind(), "the instructions")
    any_text: TextMatch | None = key("any", TextMatchKind(), "any text of the conversation")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficEntry(TrafficConditions):
    """One rule; the first that fits a request says how it is answered."""

    name: str = key("name", NAME, "told in `x-mock-rule`; its line, if not given", unset="")
    share: float = key(
        "share", NumberKind(0, 1, above=True), "share of the requests that fit, drawn", 1.0
    )
    profile: str | None = key("profile", PROFILE, "another profile answers")
    values: ValueNode | None = key(
        "values",
        PieceKind(NOT_IN_RULES),
        "this one answers, with other values",
        idle_beside=(("profile", None),),
    )

    @property
    def texts(self) -> tuple[TextMatch, ...]:
        """What it wants of texts."""
        return tuple(one for one in (self.user, self.system, self.any_text) if one is not None)

    @property
    def header_names(self) -> tuple[str, ...]:
        """The header fields that it names, in lower case."""
        return () if self.header is None else self.header.names


def rule_names(entries: Sequence[ListEntry[TrafficEntry]]) -> Iterator[str]:
    """Yield what each rule is called; no two are called the same."""
    lines = [one.node.line for one in entries]
    for number, one in enumerate(entries, 1):
        place = one.id or f"line {one.node.line}"
        further = f", rule {number}" if not one.id and lines.count(one.node.line) > 1 else ""
        yield one.value.name or f"match {place}{further}"
