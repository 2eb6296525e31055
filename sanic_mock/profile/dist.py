"""The kind of value that is drawn: a plain duration or number, or {dist: family, ...}.

Families and their parameters come from `sanic_mock.distributions`; here they get units, lines and
a range. What a draw may be is bounded, so that no plan outlasts the server's own time-outs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sanic_mock.distributions import (
    FAMILIES,
    Constant,
    Distribution,
    Parameter,
    ParameterError,
    build,
    has,
    parameter,
)
from sanic_mock.distributions.base import ParameterKind, missing, plain
from sanic_mock.distributions.tailed import TAILS
from sanic_mock.profile.amounts import MAX_DELAY_S, DurationKind, NumberKind
from sanic_mock.profile.kinds import ChoiceKind, FileKind, TextKind
from sanic_mock.profile.mixture_parts import WEIGHT, PartsKind
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import ValueNode, given_node
from sanic_mock.profile.table import Kind
from sanic_mock.units import show_seconds

DistUnit = Literal["time", "tokens"]

# The share of draws that may lie above the range: fewer than one in a long load test.
_BEYOND = 1e-9
_MOST_SAMPLE_BYTES = 100 * 2**20
# What four values with colons between them are.
_SHORT = ("p50", "p90", "p95", "p99")
_SHORT_SCHEMA = {"type": "string", "pattern": "^[^:]+(:[^:]+){3}$"}


@dataclass(frozen=True, slots=True)
class DistKind(Kind[Distribution]):
    """A distribution of times (s) or of token counts; a plain value is a constant.

    Args:
        unit: "time" or "tokens".
        low: smallest constant allowed.
        high: largest value that may be drawn.
        is_part: whether it is part of a mixture, with a weight of its own.
    """

    unit: DistUnit
    low: float = 0.0
    high: float = MAX_DELAY_S
    is_part: bool = False

    def read(self, node: ValueNode, problems: list[str]) -> Distribution | None:
        """Return the distribution; each parameter's problem is at its own line."""
        if isinstance(node.value, dict):
            return self._drawn(node, node.value, problems)
        if isinstance(node.value, list):
            problems.append(node.problem(f"a list is not understood; want {self.describe()}"))
            return None
        if isinstance(node.value, str) and ":" in node.value:
            return self._percentiles(node, node.value.split(":"), problems)
        value = self._plain(self.low).read(node, problems)
        return None if value is None else Constant(value)

    def json_schema(self) -> dict[str, Any]:
        if self.is_part:
            return self.definition()
        constant = self._plain(self.low).json_schema()
        return {"anyOf": [constant, _SHORT_SCHEMA, {"$ref": f"#/$defs/{self.unit}"}]}

    def definition(self) -> dict[str, Any]:
        """Return the JSON Schema of {dist: family, ...} for this unit."""
        return {"anyOf": [self._family_schema(name) for name in self._families()]}

    def describe(self) -> str:
        return f"{self._plain(self.low).describe()}, or {{dist: …}}"

    def show(self, value: Distribution) -> str:
        show = show_seconds if self.unit == "time" else plain
        return show(value.value) if isinstance(value, Constant) else value.describe(show)

    def takes(self, word: str) -> bool:
        """See Kind."""
        return word == "dist" or any(has(name, word) for name in self._families())

    def _plain(self, low: float) -> Kind[float]:
        return DurationKind(low, self.high) if self.unit == "time" else NumberKind(low, self.high)

    def _families(self) -> list[str]:
        return [name for name in FAMILIES if not (self.is_part and name == "mixture")]

    def _drawn(
        self, node: ValueNode, entries: dict[str, ValueNode], problems: list[str]
    ) -> Distribution | None:
        own = ("dist", "w") if self.is_part else ("dist",)
        parameters = {key: one for key, one in entries.items() if key not in own}
        name = self._family_name(node, entries, problems)
        if name is None:
            self._check_in_any(parameters, problems)
            return None
        before = len(problems)
        given = {key: self._parameter(name, key, one, problems) for key, one in parameters.items()}
        for one in FAMILIES[name].PARAMETERS:
            if one.is_needed and one.name not in given:
                error = missing(one.name, one.want)
                problems.append(_at_parameter(error, given, node, entries))
        if self.unit == "time" and name == "empirical":
            given.setdefault("scale", 1e-3)  # a bare number is milliseconds, in a file as well
        return None if len(problems) > before else self._build(name, given, node, entries, problems)

    def _percentiles(
        self, node: ValueNode, parts: list[str], problems: list[str]
    ) -> Distribution | None:
        """Return the distribution of a short form: four percentiles in a line."""
        if len(parts) != len(_SHORT):
            wanted = f"want {':'.join(_SHORT)}, as in 100ms:200ms:300ms:900ms"
            problems.append(node.problem(f"{node.shown} is not understood; {wanted}"))
            return None
        entries = {
            name: given_node(part.strip(), f"{node.label}: {name}", node.origin)
            for name, part in zip(_SHORT, parts, strict=True)
        }
        family = given_node("percentiles", node.label, node.origin)
        return self._drawn(node, {"dist": family, **entries}, problems)

    def _family_name(
        self, node: ValueNode, entries: dict[str, ValueNode], problems: list[str]
    ) -> str | None:
        if "dist" not in entries:
            known = ", ".join(self._families())
            problems.append(node.problem(f"dist is missing; want one of {known}"))
            return None
        dist = entries["dist"]
        if not isinstance(dist.value, str) or dist.value not in self._families():
            hint = suggestion(dist.text, self._families())
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
        return self._parameter_kind(kind).read(node, problems)

    def _check_in_any(self, parameters: Mapping[str, ValueNode], problems: list[str]) -> None:
        """Note what is wrong with parameters whichever family it is."""
        known = {p.name for name in self._families() for p in FAMILIES[name].PARAMETERS}
        for key, node in parameters.items():
            kinds = {parameter(name, key).kind for name in self._families() if has(name, key)}
            if not any(has(name, key) for name in FAMILIES):
                hint = suggestion(key, ("dist", *known))
                problems.append(node.problem(f"unknown key; {hint}"))
            elif len(kinds) == 1:
                self._parameter_kind(*kinds).read(node, problems)

    def _parameter_kind(self, name: ParameterKind) -> Kind[Any]:
        kinds: dict[ParameterKind, Kind[Any]] = {
            "value": self._plain(0),
            "scale": self._scale(),
            "number": NumberKind(0, 1e6),  # the family has its own range
            "path": FileKind(_MOST_SAMPLE_BYTES),
            "text": TextKind(),
            "parts": PartsKind(replace(self, is_part=True)),
            "tail": ChoiceKind(TAILS),
        }
        return kinds[name]

    def _scale(self) -> Kind[float]:
        return DurationKind(1e-9, 3600) if self.unit == "time" else NumberKind(0, 1e6, above=True)

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

    def _family_schema(self, name: str) -> dict[str, Any]:
        parameters = FAMILIES[name].PARAMETERS
        weight = {"w": WEIGHT.json_schema()} if self.is_part else {}
        properties = {"dist": {"const": name}, **weight}
        properties |= {p.name: self._parameter_schema(p) for p in parameters}
        percentile = properties.pop("p…", None)
        needed = [p.name for p in parameters if p.is_needed]
        return {
            "type": "object",
            "required": [*weight, "dist", *needed],
            "properties": properties,
            **({"patternProperties": {r"^p\d{1,3}(\.\d+)?$": percentile}} if percentile else {}),
            "additionalProperties": False,
        }

    def _parameter_schema(self, one: Parameter) -> dict[str, Any]:
        kind = self._parameter_kind(one.kind)
        if one.kind == "number":
            kind = NumberKind(one.low, min(one.high, 1e6), one.above)
        if one.kind == "parts":
            return kind.json_schema()
        return {"description": one.doc, **kind.json_schema()}


_MOST_TOKENS = 1_000_000

TIME = DistKind("time")
COUNT = DistKind("tokens", low=1, high=_MOST_TOKENS)
COUNT_OR_NONE = DistKind("tokens", low=0, high=_MOST_TOKENS)


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
