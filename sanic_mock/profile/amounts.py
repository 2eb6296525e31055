"""Kinds of values that are amounts in a range: numbers, ratios, durations, sizes and rates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from sanic_mock import units
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

#: The longest any single delay may be, s: above it the server's own time-outs would cut the answer.
MAX_DELAY_S = 600.0

_NUMBER_PATTERN = r"[0-9]+(\.[0-9]*)?|\.[0-9]+"


@dataclass(frozen=True, slots=True)
class WholeKind(Kind["int | str"]):
    """A whole number from `low` to `high`, or one of `words`."""

    low: int
    high: int
    words: tuple[str, ...] = ()

    def parse(self, node: ValueNode) -> int | str:
        if isinstance(node.value, str) and node.value in self.words:
            return node.value
        number = _whole(node)
        if number is None:
            raise self.wrong(node, "a whole number")
        if not self.low <= number <= self.high:
            raise self.out_of_range(node)
        return number

    def json_schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": self.low, "maximum": self.high}
        return {"anyOf": [number, {"enum": list(self.words)}]} if self.words else number

    def describe(self) -> str:
        return " or ".join((f"{self.low} to {self.high}", *self.words))


@dataclass(frozen=True, slots=True)
class NumberKind(Kind[float]):
    """A number from `low` to `high`; `low` itself is left out when `above`."""

    low: float
    high: float
    above: bool = False

    def parse(self, node: ValueNode) -> float:
        number = _number(node)
        if number is None:
            raise self.wrong(node, "a number")
        if not self.low <= number <= self.high or (self.above and number == self.low):
            raise self.out_of_range(node)
        return number

    def json_schema(self) -> dict[str, Any]:
        low = "exclusiveMinimum" if self.above else "minimum"
        return {"type": "number", low: self.low, "maximum": self.high}

    def describe(self) -> str:
        start = f"above {self.low:.12g} up" if self.above else f"{self.low:.12g}"
        return f"{start} to {self.high:.12g}"

    def show(self, value: float) -> str:
        return f"{value:.12g}"


@dataclass(frozen=True, slots=True)
class DurationKind(Kind[float]):
    """A time in seconds from `low_s` to `high_s`; a bare number is milliseconds."""

    low_s: float = 0.0
    high_s: float = MAX_DELAY_S

    def parse(self, node: ValueNode) -> float:
        if not isinstance(node.value, (str, int, float)) or isinstance(node.value, bool):
            raise self.wrong(node, "a duration")
        duration_s = units.seconds(node.value)
        if not self.low_s <= duration_s <= self.high_s:
            raise self.out_of_range(node)
        return duration_s

    def json_schema(self) -> dict[str, Any]:
        low, high = self.low_s * 1e3, self.high_s * 1e3
        number = {"type": "number", "minimum": low, "maximum": high}
        form = rf"^\s*\+?({_NUMBER_PATTERN})([eE][-+]?[0-9]+)? ?(ns|us|µs|ms|s|m|h)?\s*$"
        return {"anyOf": [number, {"type": "string", "pattern": form}]}

    def describe(self) -> str:
        return f"{units.show_seconds(self.low_s)} to {units.show_seconds(self.high_s)}"

    def show(self, value: float) -> str:
        return units.show_seconds(value)


@dataclass(frozen=True, slots=True)
class SizeKind(Kind["int | str"]):
    """A number of bytes from `low` to `high`, or one of `words`."""

    low: int
    high: int
    words: tuple[str, ...] = ()

    def parse(self, node: ValueNode) -> int | str:
        if isinstance(node.value, str) and node.value in self.words:
            return node.value
        if not isinstance(node.value, (str, int, float)) or isinstance(node.value, bool):
            raise self.wrong(node, "a size")
        try:
            size = units.size_bytes(node.value)
        except ValueError:
            raise self.wrong(node, "a size") from None
        if not self.low <= size <= self.high:
            raise self.out_of_range(node)
        return size

    def json_schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": self.low, "maximum": self.high}
        form = rf"^\s*\+?({_NUMBER_PATTERN})([eE][-+]?[0-9]+)? ?([kKmMgG]?[iI]?[bB])?\s*$"
        text = {"type": "string", "pattern": form}
        return {"anyOf": [*([{"enum": list(self.words)}] if self.words else []), number, text]}

    def describe(self) -> str:
        size = f"{units.show_bytes(self.low)} to {units.show_bytes(self.high)}"
        return ", ".join((*self.words, size)) if self.words else size

    def show(self, value: int | str) -> str:
        return value if isinstance(value, str) else units.show_bytes(value)


@dataclass(frozen=True, slots=True)
class RateKind(Kind[float]):
    """A number of bits a second from `low_bps` to `high_bps`."""

    low_bps: float = 1e3
    high_bps: float = 1e12

    def parse(self, node: ValueNode) -> float:
        if not isinstance(node.value, (str, int, float)) or isinstance(node.value, bool):
            raise self.wrong(node, "a rate")
        rate_bps = units.bits_per_second(node.value)
        if not self.low_bps <= rate_bps <= self.high_bps:
            raise self.out_of_range(node)
        return rate_bps

    def json_schema(self) -> dict[str, Any]:
        number = {"type": "number", "minimum": self.low_bps, "maximum": self.high_bps}
        form = rf"^\s*\+?({_NUMBER_PATTERN})([eE][-+]?[0-9]+)? ?([kmgKMG]?bps)?\s*$"
        return {"anyOf": [number, {"type": "string", "pattern": form}]}

    def describe(self) -> str:
        return f"{units.show_rate(self.low_bps)} to {units.show_rate(self.high_bps)}"

    def show(self, value: float) -> str:
        return units.show_rate(value)


def _whole(node: ValueNode) -> int | None:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    if node.loose and re.fullmatch(r"[-+]?[0-9]{1,400}", node.text, re.ASCII):
        return int(node.text)
    return None


def _number(node: ValueNode) -> float | None:
    """Return a finite number, or None where the node has none."""
    text = node.text if node.loose else node.value
    try:
        number = None if isinstance(text, (bool, list, dict)) or text is None else float(text)
    except (ValueError, OverflowError):
        return None
    if number is None or not math.isfinite(number) or (isinstance(text, str) and not node.loose):
        return None
    return number
