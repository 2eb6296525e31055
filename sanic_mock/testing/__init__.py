"""A server for tests, in a thread of the process that tests: `serve`, and the pytest fixtures.

with serve(latency="50ms") as mock:
    client = OpenAI(base_url=mock.base_url, api_key="any")
"""

import gc

_collects = gc.isenabled()
gc.disable()  # nothing that is imported is garbage, and looking takes a tenth of the time

from sanic_mock.testing.mock_server import MockServer, serve  # noqa: E402

if _collects:
    gc.enable()

__all__ = ["MockServer", "serve"]
