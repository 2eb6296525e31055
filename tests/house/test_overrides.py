"""What says that it is told of in a base is there: a method that is renamed leaves none behind."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sanic_mock

SEE = re.compile(r"See ([A-Za-z_][\w.]*\w)")


def classes() -> dict[str, list[type]]:
    """Return all classes of the package by their names."""
    found: dict[str, list[type]] = defaultdict(list)
    for module in pkgutil.walk_packages(sanic_mock.__path__, "sanic_mock."):
        if module.name.endswith("__main__"):
            continue
        inside = vars(importlib.import_module(module.name)).values()
        for one in inside:
            if inspect.isclass(one) and one.__module__ == module.name:
                found[one.__name__].append(one)
    return found


def referring(one: type) -> Iterator[tuple[str, str]]:
    """Yield each method of a class that is told of in another, with that one's name."""
    for name, value in vars(one).items():
        method: Any = getattr(value, "fget", None) or getattr(value, "__func__", value)
        told = SEE.match(inspect.getdoc(method) or "") if inspect.isfunction(method) else None
        if told is not None:
            yield name, told[1].rpartition(".")[2]


def test_a_method_that_is_told_of_in_a_base_is_one_of_its() -> None:
    known = classes()
    looked_at, missing = 0, []
    for one in (one for same in known.values() for one in same):
        for name, base in referring(one):
            bases = [
                other
                for other in known.get(base, ())
                if other in one.__mro__ or getattr(other, "_is_protocol", False)
            ]
            looked_at += bool(bases)
            if bases and not any(hasattr(other, name) for other in bases):
                missing.append(f"{one.__module__}.{one.__qualname__}.{name}: {base} has none")

    assert missing == []
    assert looked_at > 300
