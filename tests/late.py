"""A mock that was the bottleneck, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.requests import chat, post
from tests.serving import Server
from tests.talking import receive, serving_quietly

LATE = 20
_PROFILE = "late_budget: 1ns\nttft: {base: 5ms}\nitl: {token: 1ms}\n"


@contextmanager
def serving_late(folder: Path) -> Iterator[Server]:
    """Run a server with a ledger of which LATE answers were late."""
    path = folder / "hasty.yaml"
    path.write_text(_PROFILE)
    with serving_quietly("-ledger", "100", "-profile", str(path)) as server:
        with ExitStack() as stack:
            # many at a time, for a busy machine may let the pieces of one be due together
            connections = [stack.enter_context(server.connect()) for _ in range(LATE)]
            for one in connections:
                one.sendall(post(chat(stream=True)))
            for one in connections:
                receive(one)
        yield server
