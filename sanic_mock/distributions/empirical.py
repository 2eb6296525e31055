"""A distribution said by samples in a file: JSON lines, a JSON array, CSV, or a number per line.

The file is read once, at construction; what travels to the workers is the samples. The format is
told by the first character ("[" array, "{" JSON lines) and, for the rest, by whether a field was
given (CSV with a header) or not (a number per line). Every problem names the file and the line.
"""

from __future__ import annotations

import csv
import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path
from typing import Any, ClassVar

from sanic_mock.distributions.base import (
    Distribution,
    Parameter,
    ParameterError,
    Show,
    missing,
    plain,
    step,
)

SampleRecord = tuple[str, Any]
"""Where it stands ("line 3", "item 0"), and what stands there."""


@dataclass(frozen=True, slots=True)
class Empirical(Distribution):
    """Inverse CDF of n sorted samples, straight lines between them:

        Q(u) = x_k + (h - k) * (x_{k+1} - x_k),  h = u * (n - 1),  k = floor(h)

    This is definition 7 of Hyndman and Fan 1996 (The American Statistician 50), numpy's default.
    `file` is an absolute path; `field` names the key or column, and is not given for plain numbers;
    where it holds a list, each element is a sample. Samples are at least 0 and are multiplied by
    `scale` (0.001 for a file in ms where times are drawn). A first record {"meta": ...} is skipped.
    """

    FAMILY: ClassVar[str] = "empirical"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter(
            "file", "path", True, "a file of samples: JSON lines, JSON array, CSV or numbers"
        ),
        Parameter("field", "text", False, "the key or column; leave out for a number per line"),
        Parameter("scale", "scale", False, "factor from the file's unit; 1 if not", above=True),
    )
    file: Path
    field: str | None = None
    scale: float = 1.0
    _samples: tuple[float, ...] = attribute(init=False, repr=False, hash=False)

    def __post_init__(self) -> None:
        scale = self.PARAMETERS[2].number(self.scale)
        samples = read_samples(Path(self.file), self.field)
        self._keep(file=Path(self.file), scale=scale)
        self._keep(_samples=tuple(sorted(scale * x for x in samples)))

    def quantile(self, u: float) -> float:
        h = u * (len(self._samples) - 1)
        k = min(int(h), max(len(self._samples) - 2, 0))
        low, high = self._samples[k], self._samples[min(k + 1, len(self._samples) - 1)]
        return low + (h - k) * (high - low)

    def cdf(self, x: float) -> float:
        xs = self._samples
        i = bisect_right(xs, x)
        if i == 0 or i == len(xs):
            return step(x, xs[0])
        return (i - 1 + (x - xs[i - 1]) / (xs[i] - xs[i - 1])) / (len(xs) - 1)

    def mean(self) -> float:
        """Return the mean of the lines, in which the two outermost samples count half."""
        xs = self._samples
        if len(xs) == 1:
            return xs[0]
        return (math.fsum(xs) - (xs[0] + xs[-1]) / 2) / (len(xs) - 1)

    def describe(self, show: Show = plain) -> str:
        """Return source, number of samples and three quantiles."""
        of = f"{self.field} of {self.file.name}" if self.field else self.file.name
        points = ", ".join(f"p{p} {show(self.quantile(p / 100))}" for p in (50, 90, 99))
        return f"{self.FAMILY}, {of}, {len(self._samples)} samples, {points}"


def read_samples(file: Path, field: str | None) -> list[float]:
    """Return the file's samples, unscaled and in the file's order.

    Raises:
        ParameterError: no such file, no samples, no such field, or a sample that is no number >= 0.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ParameterError("file", f"{file} cannot be read: {reason}") from error
    samples = [
        _sample(file, place, x)
        for place, record in _records(file, text, field)
        for x in _picked(file, place, record, field)
    ]
    if not samples:
        raise ParameterError("file", f"{file} holds no samples; want at least one number")
    return samples


def _records(file: Path, text: str, field: str | None) -> Iterable[SampleRecord]:
    first = text.lstrip()[:1]
    if first == "[":
        return ((f"item {i}", item) for i, item in enumerate(_json(file, "the array", text)))
    if first == "{":
        return _json_lines(file, text)
    if field is None:
        return _numbers(text)
    return _csv_rows(text)


def _json_lines(file: Path, text: str) -> Iterator[SampleRecord]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            record = _json(file, f"line {number}", line)
            if number > 1 or set(record) != {"meta"}:  # the header of a vllm-vcr trace
                yield f"line {number}", record


def _json(file: Path, place: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ParameterError("file", f"{file}, {place}: not JSON ({error})") from error
    except RecursionError:
        raise ParameterError("file", f"{file}, {place}: nested too deep; want samples") from None


def _numbers(text: str) -> Iterator[SampleRecord]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield f"line {number}", _float_or_text(line.strip())


def _csv_rows(text: str) -> Iterator[SampleRecord]:
    rows = csv.DictReader(text.splitlines(), skipinitialspace=True)
    for row in rows:
        record = {k: _float_or_text(v) for k, v in row.items() if isinstance(v, str)}
        yield f"line {rows.line_num}", record


def _float_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _picked(file: Path, place: str, record: Any, field: str | None) -> list[Any]:
    """Return the record's samples: itself, or what its field holds."""
    if field is None:
        if isinstance(record, dict):
            raise missing("field", f"one of {_names(record)}, the keys of {file}")
        if isinstance(record, str) and "," in record:
            raise missing("field", f"one of {record}, the columns of {file}")
        return [record]
    if not isinstance(record, dict):
        raise ParameterError("field", f"{field!r} is not in {file}, {place}; it is no record")
    if field not in record:
        raise ParameterError("field", f"{field!r} is not in {file}, {place}; has {_names(record)}")
    held = record[field]
    return held if isinstance(held, list) else [held]


def _names(record: dict[str, Any]) -> str:
    return ", ".join(str(key) for key in record)


def _sample(file: Path, place: str, x: Any) -> float:
    try:
        return Parameter("file", "value", True, "").number(x)
    except ParameterError as error:
        raise ParameterError("file", f"{file}, {place}: {error.message}") from None
