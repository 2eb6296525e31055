"""What is counted and remembered has bounds, however many keys, models and paths are asked for."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.diversity import ask_differently
from tests.serving import Server
from tests.talking import ask, serving_quietly

MANY = 3000
MOST_MODELS = 256
LEDGER = 60


def get(server: Server, path: str) -> bytes:
    """Return what a path of the server's own answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return ask(server, request).body


def test_labels_and_ledger_are_bounded_and_nothing_is_lost() -> None:
    with serving_quietly("-seed", "7", "-metrics", "-ledger", str(LEDGER)) as server:
        ask_differently(server, 0, MANY)
        metrics = get(server, "/metrics").decode()
        listed = json.loads(get(server, "/_mock/requests?limit=100000"))["requests"]

    counted: Counter[str] = Counter()
    for labels, value in re.findall(r"^sanic_mock_requests_total{(.*)} (\d+)$", metrics, re.M):
        model = re.search(r'model="([^"]*)"', labels)
        assert model is not None
        counted[model[1]] += int(value)
    assert counted.total() == MANY
    assert len(counted) <= MOST_MODELS + 1
    assert counted["others"] > MANY // 2
    assert "no/such/path" not in metrics
    assert len(listed) == LEDGER
