"""Counts what is identical, and prints it as the tables of ../README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

from tests.spec.replay.contents import KINDS
from tests.spec.replay.reasons import REASONS, Reason, reason
from tests.spec.replay.running import Compared

#: A reason that no more exchanges show might be another.
FEW = 2


@dataclass
class Share:
    """How many of those that were compared are the same.

    Attributes:
        same: those that are.
        of: all of them.
    """

    same: int = 0
    of: int = 0

    def add(self, is_same: bool) -> None:
        """Count one more."""
        self.same += is_same
        self.of += 1

    def __str__(self) -> str:
        return f"{self.same} of {self.of}" if self.of else ""


@dataclass
class Tally:
    """What was counted.

    Attributes:
        bodies: status and body, by endpoint and quarter.
        fields: header fields, by endpoint and quarter, where a recorder kept them.
        tokens: of prompts, as recorded and as told by sanic_mock, by what is in them.
        reasons: in how many exchanges each explains something.
        bare: those whose status and body need no reason, by endpoint.
    """

    bodies: dict[tuple[str, str], Share] = field(default_factory=dict)
    fields: dict[tuple[str, str], Share] = field(default_factory=dict)
    tokens: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    bare: Counter[str] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)


def tally(compared: Iterable[Compared]) -> Tally:
    """Count exchanges."""
    found = Tally()
    for one in compared:
        key = one.recording.endpoint, one.recording.quarter
        is_same = not any(not each.is_of_fields for each in one.left)
        found.bodies.setdefault(key, Share()).add(is_same)
        why = {reason(one.recording, each) for each in one.explained}
        found.reasons.update(each for each in why if each is not None)
        found.bare[key[0]] += is_same and all(each.is_of_fields for each in one.explained)
        found.fields.setdefault(key, Share()).add(not any(each.is_of_fields for each in one.left))
        if one.tokens is not None:
            found.tokens.setdefault(one.kind, []).append(one.tokens)
    return found


def endpoints_table(found: Tally) -> Iterator[str]:
    """Yield the lines of the table of what is identical."""
    quarters = sorted({quarter for _, quarter in found.bodies})
    yield f"| identical | {' | '.join(quarters)} | without a reason | header fields |"
    yield "| --- |" + " --- |" * (len(quarters) + 2)
    for endpoint in sorted({endpoint for endpoint, _ in found.bodies}):
        shares = [found.bodies.get((endpoint, quarter), Share()) for quarter in quarters]
        bare = Share(found.bare[endpoint], sum(share.of for share in shares))
        fields = [share for (name, _), share in found.fields.items() if name == endpoint]
        kept = Share(sum(one.same for one in fields), sum(one.of for one in fields))
        cells = (f" {cell} " if str(cell) else " " for cell in (endpoint, *shares, bare, kept))
        yield "|".join(("", *cells, ""))


def prompts_table(found: Tally) -> Iterator[str]:
    """Yield the lines of the table of what prompts are billed."""
    yield "| kind | exact | p50 | p95 | what is off |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for name, kind in KINDS.items():
        if tokens := found.tokens.get(name):
            off = errors(tokens)
            shares = f"{off[len(off) // 2]:.1%} | {p95(off):.1%}"
            yield f"| {name} | {exact(tokens)} of {len(tokens)} | {shares} | {kind.why} |"


def reasons_table(found: Tally) -> Iterator[str]:
    """Yield the lines of the table of reasons that hardly any exchange shows."""
    yield "| reason | what differs | until | exchanges |"
    yield "| --- | --- | --- | ---: |"
    for one in REASONS:
        if (count := found.reasons[one]) <= FEW:
            label = one.label.replace("|", "\\|")
            yield f"| {one.text} | `{label}` | {one.until} | {count} |"


def exact(tokens: Sequence[tuple[int, int]]) -> int:
    """Return how many are billed to the token."""
    return sum(recorded == ours for recorded, ours in tokens)


def errors(tokens: Sequence[tuple[int, int]]) -> list[float]:
    """Return by how much each is wrong, as a part of what was billed; the least first."""
    return sorted(abs(ours - recorded) / max(1, recorded) for recorded, ours in tokens)


def p95(errors: Sequence[float]) -> float:
    """Return what one in twenty is above."""
    return errors[ceil(0.95 * len(errors)) - 1]
