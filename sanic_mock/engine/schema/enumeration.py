"""Makes a choice: one of several values, or true and false."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.engine.schema.hints import flatten
from sanic_mock.engine.schema.mentions import SMALL_WORDS
from sanic_mock.engine.schema.names import tokens_of
from sanic_mock.engine.schema.node import ENDLESS, Node, Run


class Enumeration(Node):
    """One of several values; one that the prompt mentions, if it does.

    Of several that it mentions, the first that no other parameter took: "celsius to fahrenheit".
    """

    __slots__ = ("is_tag", "texts", "values")

    def __init__(self, values: Sequence[Any]) -> None:
        super().__init__()
        self.values = list(values)
        self.is_tag = len(values) == 1 and values[0] is not None
        self.texts = [flatten(one) if isinstance(one, str) else "" for one in values]

    def reach(self) -> int:
        return 1 if self.values else ENDLESS

    def mentions(self, run: Run) -> list[tuple[bool, int, int]]:
        """Return (is used, place in the prompt, index) of each value the prompt mentions."""
        flat = run.supply.flat
        if len(flat) < 3:
            return []
        run.work(len(self.texts) * (1 + len(flat) // 2048) // 2)
        places = ((flat.find(text), at) for at, text in enumerate(self.texts) if text.strip())
        return sorted((self.texts[at] in run.used, found, at) for found, at in places if found >= 0)

    def offers(self, run: Run) -> int:
        return len(self.mentions(run))

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        mentions = self.mentions(run)
        if not is_needed:
            mentions = [one for one in mentions if self.texts[one[2]].strip() not in SMALL_WORDS]
        run.used.update(self.texts[at] for _, _, at in mentions[:1])
        return bool(mentions)

    def make(self, run: Run, room: int) -> Any:
        run.spend(1)
        mentions = self.mentions(run)
        if not mentions:
            return run.copy(run.draws.choice(self.values))
        at = mentions[0][2]
        run.used.add(self.texts[at])
        return run.copy(self.values[at])


class Flag(Node):
    """True or false; true where the prompt has the parameter's own words."""

    __slots__ = ("words",)

    def __init__(self, name: str) -> None:
        super().__init__()
        skipped = ("is", "has", "include", "with", "enable", "enabled", "use", "should", "the")
        self.words = [f" {word} " for word in tokens_of(name) if word not in skipped]

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(1 + len(self.words) * (1 + len(run.supply.text) // 2048) // 2)
        return bool(self.words) and all(word in run.supply.flat for word in self.words)

    def make(self, run: Run, room: int) -> bool:
        run.spend(1)
        return self.claim(run, is_needed=True) or run.draws.random() < 0.5
