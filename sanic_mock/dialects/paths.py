"""Which path is which: literal ones by a look-up, those with parts by a pattern.

`<name>` stands for anything but a slash, `<name:path>` for anything. A path that is there as it is
goes before one that fits a pattern; of several patterns, the first one given counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from sanic_mock.dialects.operation import Operation

_SLASHES = re.compile("//+")
_AROUND = re.compile(r"^/(?:api|compatible-mode)(?=/v1(?:/|$))")
_PART = re.compile(r"<(\w+)(:path)?>")
# Where templates have any path, which says whose surface is asked.
_ROOT = "<root:path>"


class Place(NamedTuple):
    """What a path is.

    Attributes:
        template: the one it fits.
        parts: what stands in the template's `<places>`, decoded.
        operations: what can be done there without a model, by HTTP method.
        is_answered: whether a model answers POSTs.
    """

    template: str
    parts: Mapping[str, str]
    operations: Mapping[str, Operation]
    is_answered: bool

    @property
    def endpoint(self) -> str:
        """What it is whichever model it names: the template, below the root that was asked."""
        return self.template.replace(_ROOT, self.parts.get("root", ""))

    def operation(self, method: str) -> Operation | None:
        """Return what a method does here; HEAD is a GET whose body is not sent."""
        return self.operations.get("GET" if method == "HEAD" else method)

    def allowed(self) -> tuple[str, ...]:
        """Return the methods that mean something here, sorted."""
        methods = {*self.operations, *(["POST"] if self.is_answered else [])}
        return tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))


def usual_path(path: str) -> str:
    """Return a path without what clients with another base URL put around it.

    Slashes that are doubled or at its end, and what OpenRouter and DashScope have before `/v1`.
    """
    return _AROUND.sub("", _SLASHES.sub("/", path)).rstrip("/") or "/"


class Paths:
    """All paths of one vendor.

    Args:
        answered: templates that a model answers.
        operations: what else there is.
    """

    def __init__(self, answered: Iterable[str], operations: Iterable[Operation]) -> None:
        answered = tuple(answered)
        by_template: dict[str, dict[str, Operation]] = {template: {} for template in answered}
        for one in operations:
            by_template.setdefault(one.template, {})[one.method] = one
        self._literal: dict[str, Place] = {}
        self._partly_literal: list[tuple[str, str, Place]] = []
        for template, by_method in by_template.items():
            place = Place(template, {}, by_method, template in answered)
            if "<" in template:
                before, after = template[: template.index("<")], template.rpartition(">")[2]
                self._partly_literal.append((before, after, place))
            else:
                self._literal[template] = place

    def find(self, path: str) -> Place | None:
        """Return what a path is, None where it is nothing."""
        if place := self._literal.get(path):
            return place
        for before, after, place in self._partly_literal:
            if not (path.startswith(before) and path.endswith(after)):
                continue
            if found := _pattern(place.template).fullmatch(path):
                parts = {name: unquote(part) for name, part in found.groupdict().items()}
                return place._replace(parts=parts)
        return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return a template as a regular expression; compiling all takes too long for a start."""
    literals = [re.escape(part) for part in _PART.split(template)[::3]]
    parts = [f"(?P<{name}>{'.+' if rest else '[^/]+'})" for name, rest in _PART.findall(template)]
    return re.compile("".join(a + b for a, b in zip(literals, [*parts, ""], strict=True)))


def fitting_end(path: str, template: str) -> str:
    """Return the end of a path that a template fits, or all of it where none does."""
    found = re.search(f"{_pattern(template).pattern}$", path)
    return path if found is None else found[0]
