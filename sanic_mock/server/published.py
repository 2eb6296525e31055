"""What workers are to be, as they hand it on in `shared.config`."""

from __future__ import annotations

import pickle
from typing import NamedTuple, cast

from sanic_mock.profile.running import Running
from sanic_mock.settings import Settings


class Published(NamedTuple):
    """A running server, whole.

    It is pickled: only the server's own processes write to the memory that it is read from.

    Attributes:
        version: of the settings; another one has other settings, or the same as at the start.
        resets: how often all was as at the start again.
        is_frozen: whether no answer goes on.
        ends_s: when something of it ends by itself, unix seconds; 0 where nothing does.
        settings: what to answer by, pickled.
        running: what the next change is made of, pickled.
    """

    version: int
    resets: int
    is_frozen: bool
    ends_s: float
    settings: bytes
    running: bytes

    def packed(self) -> bytes:
        """Return it as bytes."""
        return pickle.dumps(tuple(self))

    def read_settings(self) -> Settings:
        """Return the settings; may take long."""
        return cast(Settings, pickle.loads(self.settings))

    def read_running(self) -> Running:
        """Return what the next change is made of; may take long."""
        return cast(Running, pickle.loads(self.running))


def unpacked(raw: bytes) -> Published:
    """Return what was packed."""
    return Published(*pickle.loads(raw))
