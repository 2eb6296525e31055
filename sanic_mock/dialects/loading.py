"""What answers some vendors' requests is loaded when the first of these comes, on a thread.

Few servers are asked for all vendors, so starting with all of them would cost each some time and
memory; but to load one takes tens of ms, which the event loop is not to wait.
"""

from __future__ import annotations

from importlib import import_module
from threading import Lock

_loaded: set[str] = set()
_one_at_a_time = Lock()  # else each thread that loads takes its turns from the event loop's


def is_loaded(module: str) -> bool:
    """Return whether a module has been loaded to its end; "" is none that had to be."""
    return not module or module in _loaded


def load(module: str) -> None:
    """Load a module, with all that it imports."""
    with _one_at_a_time:
        import_module(module)
    _loaded.add(module)
