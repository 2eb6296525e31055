"""What items tell of the turn of a client's agent, as Codex names it in each request.

Items of 8 of 8 responses whose request has `client_metadata.turn_id` tell it twice; a message tells
when it was made, too, but only when it is done [cassettes-2026].
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest

_PASSED, _METADATA = "internal_chat_message_metadata_passthrough", "metadata"
#: What items tell of a turn. That it may come back with them was nowhere seen: by analogy.
MEMBERS = frozenset((_PASSED, _METADATA))
# What items begin with; all else is in the order of the alphabet, but for the last member.
_FIRST = ("id", "type", "status")


class AgentTurn(NamedTuple):
    """A turn of a client's agent.

    Attributes:
        id: its name.
        said_s: when a message of it was made, unix seconds.
    """

    id: str
    said_s: float

    def begun(self, item: Item) -> Item:
        """Return an item that begins, with the turn."""
        return self._told(item, {"turn_id": self.id})

    def done(self, item: Item) -> Item:
        """Return an item that is done, with the turn."""
        made = {"create_time": self.said_s} if item["type"] == "message" else {}
        return self._told(item, made | {"turn_id": self.id})

    def _told(self, item: Item, passed: Item) -> Item:
        first = {name: item[name] for name in _FIRST if name in item}
        rest = {name: one for name, one in item.items() if name not in first}
        told = dict(sorted((rest | {_PASSED: passed}).items()))
        return first | told | {_METADATA: {"turn_id": self.id}}


def turn_of(request: ResponsesRequest, said_s: float) -> AgentTurn | None:
    """Return the turn that a request is of; None where it names none."""
    named = (request.client_metadata or {}).get("turn_id")
    return AgentTurn(named, round(said_s, 6)) if isinstance(named, str) else None
