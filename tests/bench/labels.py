"""`python -m tests.bench labels`: what 100,000 different keys, models and paths leave behind."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.machine import pin
from tests.bench.report import Table, number, say
from tests.bench.servers import Place
from tests.diversity import ask_differently
from tests.processes import descendants, memory_bytes
from tests.serving import Server, serving
from tests.talking import ask

MANY = 100_000
_STEP = 1000


def measure(many: int, place: Place) -> Iterator[Table]:
    """Yield one table: a row for each tenth of them."""
    pin(0, place.cores.every)
    rows = []
    with serving("-seed", "7", "-metrics", "-ledger", "1000") as server:
        for first in range(0, many, _STEP):
            ask_differently(server, first, _STEP)
            if (first + _STEP) % max(_STEP, many // 10) == 0:
                say(f"{first + _STEP:,} of {many:,}")
                rows.append(_row(server, first + _STEP))
    head = ("requests", "memory, MB", "samples of /metrics", "of them, bytes", "in the ledger")
    yield Table("different keys, models and paths", head, rows)


def _row(server: Server, requests: int) -> tuple[str, ...]:
    family = [server.process.pid, *descendants(server.process.pid)]
    metrics = _get(server, "/metrics")
    listed = _get(server, "/_mock/requests?limit=100000&format=ndjson")
    return (
        f"{requests:,}",
        number(sum(map(memory_bytes, family)) / 1e6),
        f"{sum(not line.startswith(b'#') for line in metrics.splitlines()):,}",
        f"{len(metrics):,}",
        f"{len(listed.splitlines()):,}",
    )


def _get(server: Server, path: str) -> bytes:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return ask(server, request, 60.0).body
