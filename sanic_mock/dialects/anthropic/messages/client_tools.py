"""Tools that Anthropic has defined and clients run: a shell, an editor, a computer, a memory.

They are called where a prompt asks for them, or a choice; see dialects.hosted_tools.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages.request import OfferedTool
from sanic_mock.dialects.schemas import ANY_RULES, compiled
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.budget import Allowance


class ClientTool(NamedTuple):
    """One of these tools.

    Attributes:
        kind: what prompts ask for; see hosted_tools.
        input: what it is called with, by a prompt.
    """

    kind: str
    input: Callable[[str], dict[str, Any]]


# By what their types begin with, before the day of each [sdk-2026].
_TOOLS: Mapping[str, ClientTool] = {
    "bash": ClientTool("shell", lambda prompt: {"command": hosted_tools.command_in(prompt)}),
    "text_editor": ClientTool(
        "apply_patch",
        lambda prompt: {"command": "view", "path": hosted_tools.file_in(prompt)},
    ),
    "computer": ClientTool("computer", lambda prompt: {"action": "screenshot"}),
    "memory": ClientTool("memory", lambda prompt: {"command": "view", "path": "/memories"}),
}


def called(tool: OfferedTool, prompt: str, *, is_forced: bool) -> Tool | None:
    """Return one of these tools as it is called; None where it is none, or nobody asks for it.

    Args:
        tool: as it is offered.
        prompt: what the user said last.
        is_forced: whether a choice has it called whatever that is.
    """
    found = _TOOLS.get((tool.type or "").rpartition("_")[0])
    if found is None or not (is_forced or hosted_tools.is_asked_for(found.kind, prompt)):
        return None
    schema = msgspec.json.encode({"const": found.input(prompt)})
    return Tool(tool.name, compiled(schema, ANY_RULES, Allowance()))
