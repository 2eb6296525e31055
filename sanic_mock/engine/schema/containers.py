"""Makes arrays and objects of what other nodes make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.engine.schema.budget import size
from sanic_mock.engine.schema.equality import same
from sanic_mock.engine.schema.labels import (
    LETTERS,
    MOST,
    Label,
    Sought,
    labelled,
    lowered,
    sought,
)
from sanic_mock.engine.schema.names import POOLS
from sanic_mock.engine.schema.node import ENDLESS, SOFT, Node, Run, StuckError
from sanic_mock.engine.schema.patterns import Pattern

LONGEST = 65_536  # characters or elements a schema may ask for

_SPARSE = 0.5  # of optional keys, where they may exclude each other


class Object(Node):
    """An object; its keys in the schema's order, then those it only describes."""

    __slots__ = ("fields", "free", "is_open", "least_many", "most_many", "names", "needed", "spare")

    def __init__(
        self,
        fields: list[tuple[str, Node, bool]],
        spare: list[tuple[Pattern, Node]],
        free: Node,
        flat: dict[str, Any],
        *,
        is_open: bool,
    ) -> None:
        super().__init__()
        self.fields = fields
        self.spare = spare
        self.free = free
        self.is_open = is_open
        self.needed = sum(is_needed for _, _, is_needed in fields)
        self.names: Sequence[Sought] | None = None  # nodes know their labels when all are there
        self.width = 1 + len(fields) + sum(len(key) for key, _, _ in fields) // 8
        self.least_many: int = flat.get("minProperties", 0)
        self.most_many: int = flat.get("maxProperties", ENDLESS)

    def reach(self) -> int:
        if self.needed > self.most_many:
            return ENDLESS
        needed = [node.least for _, node, is_needed in self.fields if is_needed]
        missing = self.least_many - len(needed)
        if missing > 0:  # the easiest of the others make up for the rest
            easy = sorted(node.least for _, node, is_needed in self.fields if not is_needed)
            extra = min([self.free.least, *(node.least for _, node in self.spare)])
            needed += easy[:missing] + [extra] * (missing > len(easy))
        return 1 + max(needed, default=0)

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(self.width)
        ordered = sorted(self.fields, key=lambda field: not field[2])
        claims = [node.claim(run, is_needed=is_needed and needs) for _, node, needs in ordered]
        return True in claims

    def make(self, run: Run, room: int) -> dict[str, Any]:
        run.spend(1)
        run.expect(max(self.needed, self.least_many))
        run.work(self.width)
        if run.spent > SOFT:
            room = self.least
        self._keep_labelled(run)
        chosen = self._chosen(run, room)
        made = {
            key: node.make(run, room - 1)
            for key, node, is_needed in self.fields
            if is_needed or key in chosen
        }
        if len(made) < self.least_many or self.is_open:
            self._fill(made, run, room)
        return made

    def _keep_labelled(self, run: Run) -> None:
        """Keep for each key what stands beside its name, before another takes it."""
        text = run.supply.text[-LETTERS:]
        if not text or run.spent > SOFT:
            return
        if self.names is None:
            self.names = sought((key, node.label) for key, node, _ in self.fields)
        run.work(len(self.names) // 2)
        lower = lowered(text)
        for first, key, label, words in self.names:
            if first in lower and run.supply.keeps(key) is None:
                run.work(MOST * len(words))
                run.supply.keep(key, labelled(words, label, text, lower))

    def _chosen(self, run: Run, room: int) -> set[str]:
        """Pick optional keys; as many as are asked for, then where the prompt has their data.

        Where none is required, all are likely: models leave no object empty that has room.
        """
        if self.needed == len(self.fields):
            return set()
        able = [(key, node) for key, node, is_needed in self.fields
                if not is_needed and node.least < room]  # fmt: skip
        spare, asked = self.most_many - self.needed, self.least_many - self.needed
        is_short = run.spent > SOFT
        likely = set() if is_short else self._likely(run, able)
        order = sorted(able, key=lambda one: (one[0] not in likely, one[1].least))
        least = 0 if self.needed or is_short else 1
        return {key for key, _ in order[: min(spare, max(asked, len(likely), least))]}

    def _likely(self, run: Run, able: list[tuple[str, Node]]) -> set[str]:
        """Return which optional keys there should be: beside required ones, those with data."""
        if not (self.needed or run.is_sparse):
            return {key for key, _ in able}
        share = _SPARSE if run.is_sparse else 0.0
        trial = run.trial()
        for _, node, is_needed in self.fields:
            if is_needed:
                node.claim(trial, is_needed=True)
        trial.supply.drop_starts()
        return {
            key
            for key, node in able
            if node.is_tag or node.claim(trial, is_needed=False) or run.draws.random() < share
        }

    def _fill(self, made: dict[str, Any], run: Run, room: int) -> None:
        """Add keys that the schema only describes: one or two, or as many as are asked for."""
        is_short = run.spent > SOFT or not self.is_open
        many = min(self.most_many, max(self.least_many, 0 if is_short else len(made) + 1))
        named = {key for key, _, _ in self.fields}
        run.work(len(named) // 8)
        for attempt in range(4 * many + 8):
            if len(made) >= many:
                return
            run.work(2)
            key, node = self._spare_key(run, attempt)
            if key not in named and key not in made and node.least < room:
                made[key] = node.make(run, room - 1)
        if len(made) < self.least_many:
            raise StuckError

    def _spare_key(self, run: Run, attempt: int) -> tuple[str, Node]:
        if self.spare and (attempt % 2 == 0 or self.free.least == ENDLESS):
            pattern, node = run.draws.choice(self.spare)
            return pattern.make(run.draws, 1, 40, run.work) or "", node
        return f"{run.draws.choice(POOLS['word'])}{attempt or ''}", self.free


class Array(Node):
    """An array: prefix, items, and at its end what it must contain."""

    __slots__ = (
        "heads",
        "held",
        "is_unique",
        "label",
        "least_long",
        "many_held",
        "most_long",
        "tail",
    )

    def __init__(
        self, heads: list[Node], tail: Node, held: Node | None, flat: dict[str, Any]
    ) -> None:
        super().__init__()
        self.heads = heads
        self.width = 1 + len(heads)
        self.tail = tail
        self.label: Label = "list" if not heads and tail.label in ("code", "text") else ""
        self.held = held
        self.many_held = int(flat.get("minContains", 1)) if held else 0
        self.is_unique: bool = flat.get("uniqueItems", False)
        self.least_long: int = max(flat.get("minItems", 0), self.many_held)
        self.most_long: int = min(flat.get("maxItems", ENDLESS), LONGEST)

    def reach(self) -> int:
        if self.least_long > self.most_long:
            return ENDLESS
        needed = [node.least for node in self._nodes(self.least_long)]
        return 1 + max(needed, default=0)

    def _nodes(self, many: int) -> list[Node]:
        """Return the node of each place; for reaching, one of the tail stands for all."""
        tail = min(max(many - len(self.heads), 0), 1)
        held = [self.held] if self.held and self.many_held else []
        return [*self.heads[:many], *([self.tail] * tail), *held]

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(self.width)
        tails = min(max(self.tail.offers(run), 1), self.most_long)
        nodes = [*self.heads, *([self.tail] * tails)]
        return True in [one.claim(run, is_needed=is_needed) for one in nodes]

    def make(self, run: Run, room: int) -> list[Any]:
        run.spend(1)
        run.work(self.width)
        run.expect(self.least_long)
        run.budget.expect(self.least_long * (2 + self.tail.width))
        many = self._many(run, room)
        made: list[Any] = []
        seen: set[str] = set()
        for place in range(many):
            value = self._one(run, room, place, many, seen)
            if value is _NONE and place >= self.least_long:
                break
            if value is _NONE:
                raise StuckError
            made.append(value)
        return made

    def _many(self, run: Run, room: int) -> int:
        if run.spent > SOFT or room <= self.least:
            return self.least_long
        able = [one for one in self.heads if one.least < room]
        if len(able) < len(self.heads):
            return max(self.least_long, 0)
        tail = self.tail if self.tail.least < room else None
        most = self.most_long if tail else min(self.most_long, len(self.heads))
        offered = tail.offers(run) if tail else 0
        usual = len(self.heads) or offered or run.draws.randint(1, 3)
        return max(self.least_long, min(usual, most))

    def _one(self, run: Run, room: int, place: int, many: int, seen: set[str]) -> Any:
        """Return the value for one place, or `_NONE` where only known ones come up."""
        node = self.heads[place] if place < len(self.heads) else self.tail
        if self.held and place >= many - self.many_held and place >= len(self.heads):
            node = self.held
        for _ in range(64 if self.is_unique else 1):
            value = node.make(run, room - 1)
            if not self.is_unique:
                return value
            run.work(2 + size(value, run.budget))
            key = same(value)
            if key not in seen:
                seen.add(key)
                return value
        return _NONE


_NONE = object()
