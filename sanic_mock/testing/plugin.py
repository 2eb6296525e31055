"""The pytest plugin: a mock for each test, with OpenAI's environment variables set to it.

    def test_a_retry(openai_mock):
        openai_mock.fail(429, times=2, retry_after="10ms")
        answer = my_app.ask("Hello")
        assert len(openai_mock.requests) == 3

One server serves all tests of a process (each worker of pytest-xdist has its own), and is as at its
start when a test begins. Nothing is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sanic_mock.testing.mock_server import MockServer

FIXTURE, MARK = "openai_mock", "openai_mock"
PROFILE, STRICT, EXACT = "openai_mock_profile", "openai_mock_strict", "openai_mock_exact_tokens"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project say which profile its mock runs, and whether it is strict."""
    parser.addini(PROFILE, "profile of the openai_mock fixture: a name or a path", default="fast")
    parser.addini(
        STRICT,
        "tests fail where a request has no answer of openai_mock's, or an answer no request",
        type="bool",
        default=False,
    )
    parser.addini(
        EXACT,
        "openai_mock counts by o200k_base where its models do, which takes longer to load",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let projects that allow only marks which are known use ours."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(strict=True, latency='50ms', ...): whether the mock is strict in this test, "
        "and values of its profile",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test whose strict mock is not content; that is no error of its end."""
    yield
    mock: MockServer | None = getattr(item, "funcargs", {}).get(FIXTURE)
    if mock is not None and mock.is_strict:
        try:
            mock.assert_answered()
        except AssertionError as error:
            pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def openai_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A mock that all tests share; `openai_mock` is the one that begins anew with each."""
    from sanic_mock.testing import serve

    ini = request.config.getini
    with serve(ini(PROFILE) or None, exact_tokens=ini(EXACT), seed=1) as mock:
        yield mock


@pytest.fixture
def openai_mock(
    request: pytest.FixtureRequest,
    openai_mock_server: MockServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MockServer]:
    """A mock as at its start, which clients find by their environment."""
    from sanic_mock.testing.mock_server import KEY

    openai_mock_server.reset()
    _prepare(openai_mock_server, request)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_mock_server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield openai_mock_server
    openai_mock_server.reset()


def _prepare(mock: MockServer, request: pytest.FixtureRequest) -> None:
    """Let the mock be what the project and the test's marks say; the nearest mark wins."""
    values: dict[str, Any] = {"strict": request.config.getini(STRICT)}
    for mark in reversed([*request.node.iter_markers(MARK)]):
        values |= mark.kwargs
    if values.pop("strict"):
        mock.be_strict()
    if values:
        mock.profile(**values)
