"""The kind of value that is drawn: a plain duration or number, or {dist: family, ...}.

Families and their parameters come from `sanic_mock.distributions`; here they get units, lines and
a range. What a draw may be is bounded, so that no plan outlasts the server's own time-outs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sanic_mock.distributions import (
    FAMILIES,
    Constant,
    Distribution,
    Parameter,
    ParameterError,
    build,
    parameter,
)
from sanic_mock.distributions.base import plain
from sanic_mock.profile.amounts import MAX_DELAY_S, DurationKind, NumberKind
from sanic_mock.profile.kinds import TextKind
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind
from sanic_mock.units import show_bytes, show_seconds

DistUnit = Literal["time", "tokens"]

# The share of draws that may lie above the range: fewer than one in a long load test.
_BEYOND = 1e-9
_MOST_PARTS = 20
_MOST_SAMPLE_BYTES = 100 * 2**20
_WEIGHT = NumberKind(0, 1, above=True)


@dataclass(frozen=True, slots=True)
class DistKind(Kind[Distribution]):
    """A distribution of times (s) or of token counts; a plain value is a constant.

    Args:
        unit: "time" or "tokens".
        low: smallest constant allowed.
        high: largest value that may be drawn.
    """

    unit: DistUnit
    low: float = 0.0
    high: float = MAX_DELAY_S

    def read(self, node: ValueNode, problems: list[str]) -> Distribution | None:
        """Return the distribution; each parameter's problem is told at its own line."""
        if isinstance(node.value, dict):
            return self._drawn(node, node.value, problems)
        if isinstance(node.value, list):
            problems.append(node.problem(f"a list is not understood; want {self.describe()}"))
            return None
        value = self._plain(self.low).read(node, problems)
        return None if value is None else Constant(value)

    def json_schema(self) -> dict[str, Any]:
        constant = self._plain(self.low).json_schema()
        return {"anyOf": [constant, {"$ref": f"#/$defs/{self.unit}"}]}

    def definition(self) -> dict[str, Any]:
        """Return the JSON Schema of {dist: family, ...} for this unit."""
        return {"anyOf": [self._family_schema(name) for name in FAMILIES]}

    def describe(self) -> str:
        return f"{self._plain(self.low).describe()}, or {{dist: …}}"

    def show(self, value: Distribution) -> str:
        show = show_seconds if self.unit == "time" else plain
        return show(value.value) if isinstance(value, Constant) else value.describe(show)

    def _plain(self, low: float) -> Kind[float]:
        return DurationKind(low, self.high) if self.unit == "time" else NumberKind(low, self.high)

    def _drawn(
        self,
        node: ValueNode,
        entries: dict[str, ValueNode],
        problems: list[str],
        part: bool = False,
    ) -> Distribution | None:
        name = self._family_name(node, entries, problems, part)
        if name is None:
            return None
        before = len(problems)
        given = {
            key: self._parameter(name, key, one, problems)
            for key, one in entries.items()
            if key != "dist" and not (part and key == "w")
        }
        if self.unit == "time" and name == "empirical":
            given.setdefault("scale", 1e-3)  # a bare number is milliseconds, in a file as well
        return None if len(problems) > before else self._build(name, given, node, entries, problems)

    def _family_name(
        self, node: ValueNode, entries: dict[str, ValueNode], problems: list[str], part: bool
    ) -> str | None:
        if "dist" not in entries:
            problems.append(node.problem(f"dist is missing; want one of {', '.join(FAMILIES)}"))
            return None
        dist = entries["dist"]
        known = [name for name in FAMILIES if not (part and name == "mixture")]
        if not isinstance(dist.value, str) or dist.value not in known:
            hint = suggestion(dist.text, known)
            problems.append(dist.problem(f"{dist.shown} is no distribution; {hint}"))
            return None
        return dist.value

    def _parameter(self, family: str, key: str, node: ValueNode, problems: list[str]) -> Any:
        """Return a parameter's value in the unit that its family wants; None with a problem."""
        try:
            kind = parameter(family, key).kind
        except ParameterError as error:
            problems.append(node.problem(error.message))
            return None
        if kind == "value":
            return self._plain(0).read(node, problems)
        if kind == "scale":
            return self._scale().read(node, problems)
        if kind == "parts":
            return self._parts(node, problems)
        readers: dict[str, Kind[Any]] = {
            "number": NumberKind(0, 1e6),
            "path": _FileKind(),
            "text": TextKind(),
        }
        return readers[kind].read(node, problems)

    def _scale(self) -> Kind[float]:
        return DurationKind(1e-9, 3600) if self.unit == "time" else NumberKind(0, 1e6, above=True)

    def _parts(
        self, node: ValueNode, problems: list[str]
    ) -> list[tuple[float, Distribution]] | None:
        if not isinstance(node.value, list) or not 1 <= len(node.value) <= _MOST_PARTS:
            wanted = f"want a list of 1 to {_MOST_PARTS} distributions, each with a weight w"
            problems.append(node.problem(f"{node.shown} is not understood; {wanted}"))
            return None
        parts = [self._part(item, problems) for item in node.value]
        return [part for part in parts if part]

    def _part(self, node: ValueNode, problems: list[str]) -> tuple[float, Distribution] | None:
        if not isinstance(node.value, dict) or "w" not in node.value:
            problems.append(node.problem("want {w: a weight, dist: …}; the weights sum to 1"))
            return None
        weight = _WEIGHT.read(node.value["w"], problems)
        dist = self._drawn(node, node.value, problems, part=True)
        return None if weight is None or dist is None else (weight, dist)

    def _build(
        self,
        name: str,
        given: dict[str, Any],
        node: ValueNode,
        entries: dict[str, ValueNode],
        problems: list[str],
    ) -> Distribution | None:
        try:
            dist = build(name, given)
            most = dist.quantile(1 - _BEYOND)
        except ParameterError as error:
            problems.append(_at_parameter(error, given, node, entries))
            return None
        except (ArithmeticError, ValueError):
            problems.append(node.problem(f"{name} cannot be computed with these parameters"))
            return None
        if most > self.high:
            limit = self._plain(0).show(self.high)
            problems.append(node.problem(f"{name} can draw more than {limit}; give a smaller max"))
            return None
        return dist

    def _family_schema(self, name: str, part: bool = False) -> dict[str, Any]:
        parameters = FAMILIES[name].PARAMETERS
        properties: dict[str, Any] = {"dist": {"const": name}}
        if part:
            properties["w"] = _WEIGHT.json_schema()
        properties |= {p.name: self._parameter_schema(p) for p in parameters}
        percentile = properties.pop("p…", None)
        needed = [p.name for p in parameters if p.required and p.name != "p…"]
        return {
            "type": "object",
            "required": [*(["w"] if part else []), "dist", *needed],
            "properties": properties,
            **({"patternProperties": {r"^p\d{1,3}(\.\d+)?$": percentile}} if percentile else {}),
            "additionalProperties": False,
        }

    def _parameter_schema(self, one: Parameter) -> dict[str, Any]:
        if one.kind == "parts":
            parts = [self._family_schema(name, part=True) for name in FAMILIES if name != "mixture"]
            items = {"anyOf": parts}
            return {"type": "array", "minItems": 1, "maxItems": _MOST_PARTS, "items": items}
        kinds: dict[str, Kind[Any]] = {
            "value": self._plain(0),
            "number": NumberKind(one.low, min(one.high, 1e6), one.above),
            "scale": self._scale(),
        }
        return {"description": one.doc, **kinds.get(one.kind, TextKind()).json_schema()}


_MOST_TOKENS = 1_000_000

TIME = DistKind("time")
COUNT = DistKind("tokens", low=1, high=_MOST_TOKENS)
COUNT_OR_NONE = DistKind("tokens", low=0, high=_MOST_TOKENS)


class _FileKind(Kind[Path]):
    """A file of samples, beside the profile that names it."""

    def parse(self, node: ValueNode) -> Path:
        if not isinstance(node.value, str):
            raise ValueError(f"{node.shown} is no path; want a file beside this one")
        path = (node.folder / node.value).absolute()
        try:
            size = path.stat().st_size if path.is_file() else None
        except (OSError, ValueError):  # a name too long, or with a NUL in it
            size = None
        if size is None:  # a device or a pipe is none either: it might never end
            raise ValueError(f"{node.shown} is no file in {node.folder}")
        if size > _MOST_SAMPLE_BYTES:
            raise ValueError(f"{node.shown} is larger than {show_bytes(_MOST_SAMPLE_BYTES)}")
        return path


def _at_parameter(
    error: ParameterError, given: dict[str, Any], node: ValueNode, entries: dict[str, ValueNode]
) -> str:
    """Return a family's complaint at the line of its parameter, with the value as written."""
    at = entries.get(error.key)
    if at is None:
        return f"{node.label}.{error.key}: {error.message}"
    value = given.get(error.key)
    computed = plain(value) if isinstance(value, float) else ""
    rest = error.message.removeprefix(computed)
    return at.problem(at.shown + rest if computed and rest != error.message else error.message)


def definitions(kinds: Iterable[Kind[Any]]) -> dict[str, Any]:
    """Return the JSON Schema definitions that these kinds, or what is inside them, refer to."""
    found: dict[str, Any] = {}
    for kind in kinds:
        if isinstance(kind, DistKind):
            found[kind.unit] = kind.definition()
        for _, keys in kind.tables():
            found |= definitions(key.kind for key in keys.values())
    return found
