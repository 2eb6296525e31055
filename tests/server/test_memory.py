"""Memory is shared with those who sleep, and what large requests took is given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.attacks import answered
from tests.large import LARGE, spare
from tests.processes import descendants, memory_bytes, own_bytes, wait_until
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly

# whose large requests are answered on threads
SLOTS = "load:\n  model: slots\n  slots: 64\n"
BODIES = [
    post(chat("word " * 2_000_000)),
    post(chat("Hi", max_tokens=4, user="x" * 8_000_000)),
    post(
        b'{"model":"gpt-4o-mini","input":[' + b'{"role":"user","content":"Hi"},' * 250_000 + b"]}"
    ),
]
MARGIN_BYTES = 40_000_000
# of some 90 MB; 3 when it is ready
SHARED_BUT_BYTES = 8_000_000


def memory(server: Server) -> int:
    """Return the memory of all processes of a server."""
    pid = server.process.pid
    return sum(map(memory_bytes, [pid, *descendants(pid)]))


@pytest.mark.parametrize("load", [SLOTS, ""], ids=["threads", "process"])
def test_memory_of_large_requests_is_given_back(load: str, tmp_path: Path) -> None:
    profile = tmp_path / "slots.yaml"
    profile.write_text(load or "payload: small\n")
    with serving_quietly("-profile", str(profile), is_forked=False) as server:
        ask(server, LARGE)
        before = memory(server)
        for request in BODIES:
            assert 0 not in answered([request] * 4)(server.port)
        wait_until(lambda: memory(server) < before + MARGIN_BYTES)


def test_what_start_has_made_is_shared_with_those_who_sleep() -> None:
    with serving_quietly(is_forked=False) as server:
        wait_until(lambda: spare(server))
        assert own_bytes(server.process.pid) < SHARED_BUT_BYTES
