"""The events of a response that is kept, as it was streamed or would have been."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.openai.responses.events import Ends, Script
from sanic_mock.dialects.openai.responses.parts import parts_of
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.stored import unfinished


def events_of(
    response: Item, pieces: Sequence[Sequence[str]], *, is_padded: bool = True
) -> list[bytes]:
    """Return the events of a response that is kept, each whole; the place of each is its number.

    Args:
        response: the response when done.
        pieces: for each output item the texts that it was streamed in.
        is_padded: whether deltas are padded.
    """
    streamed = {name: one for name, one in response.items() if name != "billing"}
    ends = Ends(
        "queued" if response["background"] else "in_progress",
        lambda status: unfinished(streamed, status) | {"service_tier": "auto"},
        response["status"],
        lambda: streamed,
    )
    tells_action = not family_of(response["model"]).prompting.has_definitions
    parts = parts_of(response["output"], pieces, tells_action=tells_action)
    script = Script(ends, parts, is_padded=is_padded)
    return _split(script.everything(script.pieces))


def _split(events: bytes) -> list[bytes]:
    """Return each event of a stream; no JSON has a line break."""
    return [one + b"\n\n" for one in events.split(b"\n\n")[:-1]]
