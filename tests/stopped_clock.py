"""The time of day, for tests that compare answers byte for byte: stopped wherever it is read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from time import time

import pytest

from sanic_mock import server


def stop_clock(patch: pytest.MonkeyPatch, clock: Callable[[], float]) -> None:
    """Have every module that serves read another clock."""
    for name in _readers():
        patch.setattr(f"{name}.time", clock)


def _readers() -> Iterator[str]:
    """Yield the modules that read the time of day."""
    for found in pkgutil.iter_modules(server.__path__, f"{server.__name__}."):
        module = importlib.import_module(found.name)
        if getattr(module, "time", None) is time:
            yield found.name
