"""What a mock is to do: what it was started with, and what tests have asked for since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import yaml

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from sanic_mock.settings import Settings


class AskedFault(NamedTuple):
    """A fault that a test asked for.

    Attributes:
        keys: as a profile says them.
        times: so many requests; None is all.
        since: how many requests there had been.
    """

    keys: dict[str, object]
    times: int | None
    since: int

    def entry_after(self, total: int) -> dict[str, object] | None:
        """Return what is left of it after so many requests, None where it is over."""
        if self.times is None:
            return self.keys
        left = self.times - (total - self.since)
        return {**self.keys, "first": left} if left > 0 else None


@dataclass(frozen=True)
class Orders:
    """All that was asked for, the latest first.

    Attributes:
        profile: a name or a path; None is no profile.
        own: what it was started with, as a profile says it.
        values: likewise, over that.
        faults: before its own.
        answers: rules before its own.
        is_strict: whether what none of them answers is an error, once there are some.
    """

    profile: str | None
    own: Mapping[str, object]
    values: Mapping[str, object] = field(default_factory=dict)
    faults: Sequence[AskedFault] = ()
    answers: Sequence[Mapping[str, object]] = ()
    is_strict: bool = False

    def with_values(self, values: Mapping[str, object]) -> Orders:
        """Return orders with these values over all others."""
        return replace(self, values={**self.values, **values})

    def with_fault(self, fault: AskedFault) -> Orders:
        """Return orders with a fault before all others."""
        return replace(self, faults=[fault, *self.faults])

    def with_answer(self, rule: Mapping[str, object]) -> Orders:
        """Return orders with a rule before all others; those that it hides are left out."""
        match = rule.get("match")
        earlier = [one for one in self.answers if match and one.get("match") != match]
        return replace(self, answers=[rule, *earlier])

    def settings(self, total: int) -> Settings:
        """Return what a server is to be after so many requests.

        Raises:
            SettingsError: with all that is wrong.
        """
        values: dict[str, Any] = {**self.own, **self.values}
        left = [entry for one in self.faults if (entry := one.entry_after(total))]
        if left:
            values["faults"] = [*left, *_entries_of(values, "faults")]
        if self.answers:
            is_all = "match" not in self.answers[-1]
            others = [] if is_all else _entries_of(values, "answers")
            values["answers"] = [*map(dict, self.answers), *others]
            if self.is_strict:
                values["answers_mode"] = "strict"
        return resolve(profile=self.profile, values=yaml.safe_dump(values, sort_keys=False))


def _entries_of(values: Mapping[str, object], key: str) -> list[object]:
    """Return a list that others are put before; raises SettingsError for anything else."""
    listed = values.get(key, ())
    if isinstance(listed, list | tuple):
        return list(listed)
    raise SettingsError([f"{key}: {listed} is no list, so others cannot be put before it"])
