"""What streams show while a model thinks, other than what it thinks."""

from __future__ import annotations

from sanic_mock.engine.event_format import SERVER_SENT, EventFormat
from sanic_mock.engine.faults.comments import KEEP_ALIVE
from sanic_mock.settings import Silence

# byte for byte, its space too: all streams but five of 95 have one [messages-2026]
PING = b'event: ping\ndata: {"type": "ping"}\n\n'

SIGNS: dict[Silence, bytes] = {"comments": SERVER_SENT.comment(KEEP_ALIVE), "pings": PING}


def sign_in(form: EventFormat, silence: Silence) -> bytes | None:
    """Return what a stream shows; None for what is thought, or nothing."""
    if silence not in SIGNS or form is SERVER_SENT:
        return SIGNS.get(silence)
    return form.comment(KEEP_ALIVE)
