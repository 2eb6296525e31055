"""Large requests, and the process that answers them."""

from __future__ import annotations

from tests import processes
from tests.processes import KEEPER, SPARE, descendants, named
from tests.requests import chat, post
from tests.serving import Server

PADDING = "x" * 400_000
LARGE_BODY = chat("Hi", max_tokens=4, user=PADDING)
LARGE = post(LARGE_BODY)


def keeper(server: Server) -> int:
    """Return the process that keeps the one for large requests."""
    return process_named(server, KEEPER)


def spare(server: Server) -> int:
    """Return the process that takes the keeper's place when that ends."""
    return process_named(server, SPARE)


def large_process(server: Server) -> int:
    """Return the process for large requests; 0 where there is none just now."""
    return process_named(server, processes.LARGE)


def process_named(server: Server, name: str) -> int:
    """Return the process of a server of a name, 0 for none."""
    family = descendants(server.process.pid)
    return next((one for one in family if named(one) == name), 0)
