"""A server for tests, in a thread of the process that tests: `serve`, and the pytest fixtures.

with serve(latency="50ms") as mock:
    client = OpenAI(base_url=mock.base_url, api_key="any")

Nothing is imported before one is asked for: pytest loads the plugin beside this for any test.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanic_mock.testing.mock_server import MockServer, serve

__all__ = ["MockServer", "serve"]


def __getattr__(name: str) -> object:
    """Import what is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    is_collecting = gc.isenabled()
    gc.disable()  # nothing that is imported is garbage, and looking takes a tenth of the time
    try:
        from sanic_mock.testing import mock_server

        if not gc.get_freeze_count():  # else somebody wants to keep what is frozen so
            gc.freeze()
            gc.unfreeze()  # makes it old: the next to look would look at all of it
    finally:
        if is_collecting:
            gc.enable()
    return getattr(mock_server, name)
