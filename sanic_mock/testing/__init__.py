"""A server for tests, in a thread of the process that tests: `serve`, and the pytest fixtures.

with serve(latency="50ms") as mock:
    client = OpenAI(base_url=mock.base_url, api_key="any")
"""

from sanic_mock.testing.mock_server import MockServer, serve

__all__ = ["MockServer", "serve"]
