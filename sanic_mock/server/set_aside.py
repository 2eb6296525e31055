"""Keeps out of a server's memory what Sanic imports for what this server never asks of it.

Its pages of errors and directories, its websockets, files, logging and manager of workers are 4 MB
of code, in some hundred modules, most of others. While Sanic is imported, placeholders stand in for
these: each name of one is a class, and what calls it gets what the real one gives, which is
imported then. That is for a process of our own alone: a user's has Sanic whole.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

#: Modules of which Sanic imports classes and functions, and uses none while it is imported itself.
UNUSED = (
    "sanic.pages.error",
    "sanic.pages.directory_page",
    "sanic.server.websockets.impl",
    "sanic.server.protocols.websocket_protocol",
    "sanic.worker.inspector",
    "sanic.worker.manager",
    "sanic.worker.multiplexer",
    "sanic.worker.reloader",
    "sanic.worker.serve",
    "aiofiles",
    "aiofiles.os",
    "logging.config",
    "multiprocessing",
    "multiprocessing.context",
)


class Placeholder(ModuleType):
    """A module that is imported when one of its names is called."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):  # the import system asks what kind of module it is
            raise AttributeError(name)
        one = _stand_in(self.__name__, name)
        setattr(self, name, one)
        return one


@contextmanager
def set_aside(modules: Sequence[str] = UNUSED) -> Iterator[None]:
    """Import placeholders for some modules in a block; those that are there already stay."""
    placed = {name: Placeholder(name) for name in modules if name not in sys.modules}
    sys.modules.update(placed)
    for name, one in placed.items():
        package, _, tail = name.rpartition(".")
        if package in sys.modules:  # `import logging.config`, then `logging.config.dictConfig`
            setattr(sys.modules[package], tail, one)
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]


def _stand_in(module: str, name: str) -> type:
    def call(_: type, *args: Any, **named: Any) -> Any:
        there = import_module(module)
        if isinstance(there, Placeholder):
            raise ImportError(f"{module}.{name} is called while it is set aside")
        return getattr(there, name)(*args, **named)

    # what may be caught, used in annotations and asked for a kind; nothing is ever of it
    return type(name, (Exception,), {"__module__": module, "__new__": call})
