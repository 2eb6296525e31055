"""Items of the calls of a vendor's own tools that the client is to run, or to approve.

Members and their order: [openapi-2026], and [pydantic-2026] for servers.
"""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses import hosted, tool_search
from sanic_mock.dialects.openai.responses.items import PREFIXES
from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import ToolCall

# Where an input has such items without ids, theirs begin as those of unknown ones do.
_PREFIXES = {**PREFIXES, "shell_call": "sh", "apply_patch_call": "apc"}


def client_call(call: ToolCall, called: str, names: Naming, place: int, status: str) -> Part:
    """Return the item of a call.

    Args:
        call: as the engine makes it; its form is the item's type.
        called: id of the call.
        names: give the item its id.
        place: number of that id, from 0.
        status: of the item, where its type has one.
    """
    given = msgspec.json.decode("".join(map(unescaped, call.arguments.pieces)) or "{}")
    item: Item = {"id": names.id(_PREFIXES[call.form], place), "type": call.form}
    if call.form == hosted.APPROVAL:
        item |= {"arguments": msgspec.json.encode(given).decode(), "name": call.name}
        return Part(item | {"server_label": call.namespace}, is_paced=False)
    item["status"] = status
    if call.form == tool_search.CALL:
        told = {"arguments": given, "call_id": called, "execution": "client"}
        return Part(item | told, is_paced=False)
    if call.form == "apply_patch_call":
        return Part(item | {"call_id": called, "operation": given}, is_paced=False)
    item |= {"action": given, "call_id": called}
    if call.form == "computer_call":
        if call.name == "computer":  # it may have several actions in one call
            del item["action"]
            item |= {"actions": [given]}
        item |= {"pending_safety_checks": []}
    if call.form == "shell_call":
        item |= {"environment": {"type": "local"}}
    return Part(item, is_paced=False)
