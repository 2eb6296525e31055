"""Virtual backends: servers within one, for routers and load balancers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.sections.match.entry import PROFILE, PieceKind

MOST_BACKENDS = 64

BackendHealth = Literal["ok", "failing"]

# it stands in a path, where a number is a place
_NAME = TextKind("a name of letters, digits, `.`, `_` and `-`", r"[A-Za-z][\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendEntry:
    """One backend; what it leaves open is as the profile says."""

    name: str = key("name", _NAME, "`/b/NAME`, beside its number from 1", unset="")
    profile: str | None = key("profile", PROFILE, "another profile answers")
    values: ValueNode | None = key(
        "values",
        PieceKind(),
        "this one answers, with other values",
        idle_beside=(("profile", None),),
    )
    health: BackendHealth = key(
        "health",
        ChoiceKind(get_args(BackendHealth)),
        "`failing`: its `/health` and `/ready` are a 503; its answers stay as they are",
        "ok",
    )


class BackendsKind(EntriesKind[BackendEntry]):
    """A list of backends, or how many alike there are."""

    def read(
        self, node: ValueNode, problems: list[str]
    ) -> tuple[ListEntry[BackendEntry], ...] | None:
        """See EntriesKind."""
        written = node.written
        if written is None or not written.isdecimal():
            return EntriesKind.read(self, node, problems)
        if int(written) > self.most:
            problems.append(node.problem(str(self.out_of_range(node))))
            return None
        return (ListEntry(BackendEntry(), node),) * int(written)

    def json_schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": 0, "maximum": self.most}
        return {"anyOf": [number, EntriesKind.json_schema(self)]}

    def describe(self) -> str:
        return f"a number up to {self.most}, or {super().describe()}"

    def show(self, value: tuple[ListEntry[BackendEntry], ...]) -> str:
        names = [shown_backend(one.value, number) for number, one in enumerate(value, 1)]
        return f"{len(names)}: {', '.join(names)}" if names else "none"


def shown_backend(entry: BackendEntry, number: int) -> str:
    """Return what a backend is called."""
    return entry.name or str(number)


def _given_twice(entries: Sequence[ListEntry[BackendEntry]]) -> Iterator[str]:
    seen: dict[str, ListEntry[BackendEntry]] = {}
    for one in entries:
        name = one.value.name
        if name in seen:
            yield one.problem(f"is also the name of line {seen[name].node.line}", "name")
        elif name:
            seen[name] = one


BACKENDS = BackendsKind(BackendEntry, most=MOST_BACKENDS, check=_given_twice)
