"""The values that a server was given, before sections are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sanic_mock.profile.mappings import Values
from sanic_mock.profile.start_values import StartValues
from sanic_mock.profile.table import Keys

#: The origin of a seed that nobody gave.
DRAWN = "drawn at start"
_DEFAULT = "default"
#: Origins of what nobody gave.
UNSAID = (DRAWN, _DEFAULT)


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """The winning value of each key that somebody set.

    Args:
        profile: the name of the profile that runs.
        values: what was set, by dotted key.
        keys: the table of all keys.
        others: those of the profiles that its phases name, by the name there.
        given: the flags and variables that were set, as key, text and origin.
        folder: where the profile's file is; None for a shipped one, or none.
        start: what the server was started with.
        rules: the values that each rule of traffic leads to, in their order.
        backends: those of each backend.
    """

    profile: str
    values: Values
    keys: Keys
    others: Mapping[str, ChosenValues] = field(default_factory=dict)
    given: tuple[tuple[str, str, str], ...] = ()
    folder: Path | None = None
    start: StartValues = field(default_factory=StartValues)
    rules: tuple[ChosenValues, ...] = ()
    backends: tuple[ChosenValues, ...] = ()

    def __call__(self, name: str) -> Any:
        """Return a key's value, or its default."""
        return self.values[name].value if name in self.values else self.keys[name].default

    def origin(self, name: str) -> str:
        """Return where a key's value comes from."""
        if name in self.values:
            return self.values[name].origin
        return DRAWN if name == "seed" else _DEFAULT

    def origins(self) -> tuple[tuple[str, str], ...]:
        """Return where each key's value comes from, in the order of the table."""
        return tuple((name, self.origin(name)) for name in self.keys)

    def has(self, section: str) -> bool:
        """Tell whether anybody set a key of a mapping such as "ttft"."""
        return any(name.startswith(f"{section}.") for name in self.values)
