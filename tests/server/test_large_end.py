"""The process for large requests ends when it idles with much memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from sanic_mock.server import large_end
from sanic_mock.server.large_end import GROWN_BYTES, LEAST_BODY, LargeEnd

BEFORE = 100 << 20
GROWN = BEFORE + GROWN_BYTES + 1


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_end, "IDLE_S", 0.0)


def ends(after: int, body: int, is_busy: Callable[[], bool] = lambda: False) -> int:
    """Return how often it ends with so much memory, after bodies of which the first is so long."""
    resident = iter([BEFORE, after, after])
    found: list[bool] = []

    async def run() -> None:
        end = LargeEnd(is_busy, lambda: found.append(True), lambda: next(resident))
        for size in (body, 1, 1):
            end.note_request(size)
        await asyncio.sleep(0.05)

    asyncio.run(run())
    return len(found)


@pytest.mark.parametrize(
    ("after", "body", "count"),
    [
        (GROWN, LEAST_BODY, 1),
        (GROWN - 1, LEAST_BODY, 0),
        (GROWN, LEAST_BODY - 1, 0),
        (0, LEAST_BODY, 0),  # nobody says how much it has
    ],
)
def test_it_ends_where_it_has_grown_by_a_long_body(after: int, body: int, count: int) -> None:
    assert ends(after, body) == count


def test_it_does_not_end_while_it_answers() -> None:
    assert ends(GROWN, LEAST_BODY, lambda: True) == 0
