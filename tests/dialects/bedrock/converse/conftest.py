"""A server for the tests of Converse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server
from tests.sharing import sharing


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server, on either lane."""
    with sharing("-seed", "3", module=request.param) as running:
        yield running
