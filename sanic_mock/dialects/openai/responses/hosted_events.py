"""The events of a vendor's own tools: the steps of a run, pictures before they are done, commands.

[openapi-2026] ResponseStreamEvent; their order: [pydantic-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.dialects.openai.responses.request import Item

# What is told of a run before its text, and after it.
_STEPS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "web_search_call": (("in_progress", "searching", "completed"), ()),
    "file_search_call": (("in_progress", "searching", "completed"), ()),
    "image_generation_call": (("in_progress", "generating"), ("completed",)),
    "code_interpreter_call": (("in_progress",), ("interpreting", "completed")),
    "mcp_list_tools": (("in_progress", "completed"), ()),
    "mcp_call": (("in_progress",), ("completed",)),
}
# What a run's text is told as when it is done.
_TEXTS = {
    "code_interpreter_call": ("code_interpreter_call_code.done", "code"),
    "mcp_call": ("mcp_call_arguments.done", "arguments"),
}
_PREVIEW = ("background", "output_format", "quality", "size")

HostedEvent = tuple[str, Item]


def before(part: Part, of: Item) -> Iterator[HostedEvent]:
    """Yield what is told before an item's text; `of` says which item."""
    kind = part.item["type"]
    for step in _STEPS.get(kind, ((), ()))[0]:
        yield f"{kind}.{step}", of
    if kind == "shell_call":
        yield from _commands(part.item["action"], of["output_index"])
    for number in range(part.previews):
        shown: dict[str, Any] = {name: part.item[name] for name in _PREVIEW}
        shown |= {"partial_image_b64": part.item["result"], "partial_image_index": number}
        yield f"{kind}.partial_image", of | shown


def after(item: Item, of: Item) -> Iterator[HostedEvent]:
    """Yield what is told after an item's text."""
    kind = item["type"]
    if kind in _TEXTS:
        done, name = _TEXTS[kind]
        yield done, of | {name: item[name]}
    for step in _STEPS.get(kind, ((), ()))[1]:
        yield f"{kind}.{step}", of


def _commands(action: Any, place: int) -> Iterator[HostedEvent]:
    commands = action["commands"] if isinstance(action, dict) else ()
    for number, command in enumerate(commands):
        at: Item = {"command_index": number, "output_index": place}
        yield "shell_call_command.added", at | {"command": ""}
        yield "shell_call_command.delta", at | {"delta": command}
        yield "shell_call_command.done", at | {"command": command}
