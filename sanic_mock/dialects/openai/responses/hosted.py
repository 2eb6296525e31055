"""Which of a vendor's own tools an answer uses: those the client runs, and those that are run.

Under `required`, or where it is named, a tool is used; under `auto` where the prompt asks for it.
What the client runs (a computer, a shell, a patch) is called as a function is: its result comes in
the next request. What is run for the client (a search, code, an image) is done in the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.schemas import compiled
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.budget import Allowance

APPROVAL = "mcp_approval_request"
# Tools that the client runs, to the items that call them.
CLIENT_RUN: Mapping[str, str] = {
    "computer": "computer_call",
    "computer_use_preview": "computer_call",
    "shell": "shell_call",
    "local_shell": "local_shell_call",
    "apply_patch": "apply_patch_call",
}
_FAMILY = {"computer_use_preview": "computer", "local_shell": "shell"}
_LABELS = re.compile(r"[a-z]+")
_CONTAINERS = ("container_auto", "container_reference")


def is_hosted(kind: str) -> bool:
    """Return whether a kind of tool is a vendor's own, and used by its answers."""
    return kind in CLIENT_RUN or kind == "mcp" or _family(kind) in hosted_tools.KINDS


def is_search(kind: str) -> bool:
    """Return whether a kind of tool searches the web."""
    return kind.startswith("web_search")


def is_asked_for(spec: Item, prompt: str) -> bool:
    """Return whether a prompt asks for a tool."""
    if spec["type"] == "mcp":
        names = " ".join((str(spec["server_label"]), *allowed_tools(spec))).lower()
        said = prompt.lower()
        return any(len(one) > 2 and one in said for one in _LABELS.findall(names))
    return hosted_tools.is_asked_for(_family(spec["type"]), prompt)


def allowed_tools(spec: Item) -> list[str]:
    """Return the names of a server's tools that may be called; none where nothing is said."""
    allowed = spec.get("allowed_tools")
    if isinstance(allowed, dict):
        allowed = allowed.get("tool_names")
    return [one for one in allowed if isinstance(one, str)] if isinstance(allowed, list) else []


def client_tool(spec: Item, prompt: str, items: Sequence[Item]) -> Tool | None:
    """Return the tool whose call the client is asked for; None where the tool is run for it."""
    kind = spec["type"]
    if kind == "mcp":
        if not needs_approval(spec) or is_approved(items) is not None:
            return None
        arguments = mcp_arguments(prompt)
        return _fixed(mcp_name(spec), arguments, APPROVAL, str(spec["server_label"]))
    if kind not in CLIENT_RUN or _is_contained(spec):
        return None
    return _fixed(kind, _action(kind, prompt), CLIENT_RUN[kind])


def needs_approval(spec: Item) -> bool:
    """Return whether a server's tool is called only once the client has approved it."""
    rule = spec.get("require_approval")
    if isinstance(rule, dict):
        never = rule.get("never")
        named = never.get("tool_names") if isinstance(never, dict) else None
        return "always" in rule or not isinstance(named, list) or mcp_name(spec) not in named
    return rule != "never"


def is_approved(items: Sequence[Item]) -> bool | None:
    """Return what the last item says of an approval; None where it is none."""
    if not items or items[-1].get("type") != "mcp_approval_response":
        return None
    return items[-1].get("approve") is True


def approved_request(items: Sequence[Item]) -> Item | None:
    """Return the request that the last item approves; None where there is none."""
    if not is_approved(items):
        return None
    wanted = items[-1].get("approval_request_id")
    found = (one for one in items if one.get("type") == APPROVAL and one.get("id") == wanted)
    return next(found, None)


def mcp_name(spec: Item) -> str:
    """Return the name of the tool of a server that is called."""
    return spec.get("name") or next(iter(allowed_tools(spec)), "search")


def mcp_arguments(prompt: str) -> Item:
    """Return the arguments of a server's tool."""
    return {"query": hosted_tools.query_of(prompt)}


def _family(kind: str) -> str:
    return "web_search" if is_search(kind) else _FAMILY.get(kind, kind)


def _is_contained(spec: Item) -> bool:
    """Return whether a shell's commands are run in a container, and not by the client."""
    environment = spec.get("environment")
    return isinstance(environment, dict) and environment.get("type") in _CONTAINERS


def _fixed(name: str, value: Item, form: str, namespace: str = "") -> Tool:
    """Return a tool whose calls all say the same."""
    maker = compiled(msgspec.json.encode({"const": value}), "any", Allowance())
    return Tool(name, maker, namespace, form=form)


def _action(kind: str, prompt: str) -> dict[str, Any]:
    if kind in ("computer", "computer_use_preview"):
        return {"type": "screenshot"}
    if kind == "shell":
        return {
            "commands": [hosted_tools.command_in(prompt)],
            "max_output_length": None,
            "timeout_ms": None,
        }
    if kind == "local_shell":
        command = ["bash", "-lc", hosted_tools.command_in(prompt)]
        return {"type": "exec", "command": command, "env": {}, "timeout_ms": None, "user": None,
                "working_directory": None}  # fmt: skip
    path = hosted_tools.file_in(prompt)
    return {"type": "create_file", "path": path, "diff": f"+{path}\n+\n+Created as asked.\n"}
