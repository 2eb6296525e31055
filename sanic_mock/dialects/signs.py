"""What streams show while a model thinks, other than what it thinks."""

from __future__ import annotations

from sanic_mock.engine.faults.comments import COMMENT
from sanic_mock.settings import Silence

# byte for byte, its space too: all streams but five of 95 have one [messages-2026]
PING = b'event: ping\ndata: {"type": "ping"}\n\n'

SIGNS: dict[Silence, bytes] = {"comments": COMMENT, "pings": PING}
