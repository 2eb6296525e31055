"""The time of day, for tests that compare answers byte for byte: stopped wherever it is read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from time import time
from types import ModuleType

import pytest

from sanic_mock import server


def stop_clock(patch: pytest.MonkeyPatch, clock: Callable[[], float]) -> None:
    """Have every module that serves read another clock."""
    for name in _readers():
        patch.setattr(f"{name}.time", clock)


def _readers() -> Iterator[str]:
    """Yield the modules that read the time of day."""
    for module in _modules():
        if getattr(module, "time", None) is time:
            yield module.__name__


@cache
def _modules() -> tuple[ModuleType, ...]:
    """Return all that serves; to look for it takes longer than many a test that stops the clock."""
    found = pkgutil.iter_modules(server.__path__, f"{server.__name__}.")
    return tuple(importlib.import_module(one.name) for one in found)
