"""The pytest plugin: a mock for each test, with OpenAI's environment variables set to it.

    def test_a_retry(openai_mock):
        openai_mock.fail(429, times=2, retry_after="10ms")
        answer = my_app.ask("Hello")
        assert len(openai_mock.requests) == 3

One server serves all tests of a process (each worker of pytest-xdist has its own), and is as at its
start when a test begins. Nothing is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sanic_mock.testing.mock_server import MockServer

PROFILE = "openai_mock_profile"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project say which profile its mock runs."""
    parser.addini(PROFILE, "profile of the openai_mock fixture: a name or a path", default="fast")


@pytest.fixture(scope="session")
def openai_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A mock that all tests share; `openai_mock` is the one that begins anew with each."""
    from sanic_mock.testing.mock_server import serve

    with serve(request.config.getini(PROFILE) or None, seed=1) as mock:
        yield mock


@pytest.fixture
def openai_mock(
    openai_mock_server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MockServer]:
    """A mock as at its start, which clients find by their environment."""
    from sanic_mock.testing.mock_server import KEY

    openai_mock_server.reset()
    monkeypatch.setenv("OPENAI_BASE_URL", openai_mock_server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield openai_mock_server
    openai_mock_server.reset()
