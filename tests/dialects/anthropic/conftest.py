"""The servers that these tests ask: one for each lane."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server
from tests.sharing import both_lanes


@pytest.fixture(params=(0, 1), ids=("fast", "sanic"))
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with both_lanes() as lanes:
        yield lanes[request.param]
