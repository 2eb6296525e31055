"""OpenAI's own client, at the version installed here, does what each endpoint is for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.surface_script import CHECKS, Servers
from tests.sharing import sharing


@pytest.fixture(scope="module")
def servers(busy_profile: str) -> Iterator[Servers]:
    """A server as it comes, and one that is easily busy."""
    with sharing() as server, sharing("-profile", busy_profile) as busy:
        yield Servers(server.url, busy.url)


@pytest.mark.parametrize("name", CHECKS)
def test_openai_3(servers: Servers, name: str) -> None:
    try:
        CHECKS[name](servers)
    finally:
        servers.close()
