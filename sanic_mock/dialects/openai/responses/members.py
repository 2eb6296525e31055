"""What items, their parts and tools may have beside their types: [openapi-2026], the newest SDK.

A test holds these tables against the types of the SDK that is installed; where they differ, an
answer of OpenAI's is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.errors import Problem

Members = Mapping[str, frozenset[str]]


def _beside_type(table: Mapping[str, str]) -> Members:
    """Return the members of things by their types, which are one of them."""
    return {type_: frozenset(("type", *names.split())) for type_, names in table.items()}


# `status` of what was thought is refused, though the types have it (litellm#13420 [issues-2026]);
# results of a local shell name their call in the guide's example [guides-2026].
ITEMS: Members = _beside_type(
    {
        "message": "content id phase role status",
        "file_search_call": "id queries results status",
        "computer_call": "action actions call_id id pending_safety_checks status",
        "computer_call_output": "acknowledged_safety_checks call_id id output status",
        "web_search_call": "action id status",
        "function_call": "arguments async call_id caller id name namespace status",
        "function_call_output": "call_id caller id name namespace output status",
        "tool_search_call": "arguments call_id execution id status",
        "tool_search_output": "call_id execution id status tools",
        "additional_tools": "id role tools",
        "configuration_update": "id reasoning text",
        "reasoning": "content encrypted_content id summary",
        "compaction": "encrypted_content id",
        "image_generation_call": (
            "action background error id output_format quality result "
            "revised_prompt size status svg_usage"
        ),
        "code_interpreter_call": "code container_id id outputs status",
        "local_shell_call": "action call_id id status",
        "local_shell_call_output": "call_id id output status",
        "shell_call": "action call_id caller environment id status",
        "shell_call_output": "call_id caller id max_output_length output status",
        "apply_patch_call": "call_id caller id operation status",
        "apply_patch_call_output": "call_id caller id output status",
        "mcp_list_tools": "error id server_label tools",
        "mcp_approval_request": "arguments id name server_label",
        "mcp_approval_response": "approval_request_id approve id reason",
        "mcp_call": "approval_request_id arguments error id name output server_label status",
        "custom_tool_call_output": "call_id caller id output status",
        "custom_tool_call": "async call_id caller id input name namespace status",
        "compaction_trigger": "id",
        "item_reference": "id",
        "program": "call_id code fingerprint id",
        "program_output": "call_id id result status",
    }
)
PARTS: Members = _beside_type(
    {
        "input_text": "text prompt_cache_breakpoint",
        "input_image": "image_url file_id detail prompt_cache_breakpoint",
        "input_file": "file_id filename file_url file_data detail prompt_cache_breakpoint",
        "output_text": "text annotations logprobs",
        "refusal": "refusal",
    }
)
TOOLS: Members = _beside_type(
    {
        "function": (
            "allowed_callers async defer_loading description name output_schema parameters strict"
        ),
        "file_search": "filters max_num_results ranking_options vector_store_ids",
        "computer": "",
        "computer_use_preview": "display_height display_width environment",
        "web_search": "external_web_access filters search_context_size user_location",
        "web_search_2025_08_26": "external_web_access filters search_context_size user_location",
        "mcp": (
            "allowed_callers allowed_tools authorization connector_id "
            "defer_loading headers require_approval server_description server_label server_url "
            "tunnel_id"
        ),
        "code_interpreter": "allowed_callers container",
        "programmatic_tool_calling": "",
        "image_generation": (
            "action background complexity frame_count frame_duration_ms "
            "input_fidelity input_image_mask model moderation output_compression output_format "
            "partial_images quality size svg"
        ),
        "local_shell": "",
        "shell": "allowed_callers environment",
        "custom": "allowed_callers async defer_loading description format name",
        "namespace": "description name tools",
        "tool_search": "description execution parameters",
        "web_search_preview": "search_content_types search_context_size user_location",
        "web_search_preview_2025_03_11": "search_content_types search_context_size user_location",
        "apply_patch": "allowed_callers",
    }
)
# What is one level down, by a tool's type and member.
_PLACE = "type city country region timezone"
_INSIDE: Mapping[str, Mapping[str, str]] = {
    "file_search": {
        "filters": "type key value filters",
        "ranking_options": "ranker score_threshold hybrid_search",
    },
    "web_search": {"filters": "allowed_domains", "user_location": _PLACE},
    "web_search_preview": {"user_location": _PLACE},
    "mcp": {"allowed_tools": "read_only tool_names", "require_approval": "always never"},
    "code_interpreter": {"container": "type file_ids memory_limit network_policy"},
    "image_generation": {"input_image_mask": "file_id image_url", "svg": "model reasoning"},
    "shell": {"environment": "type container_id file_ids memory_limit network_policy skills"},
    "custom": {"format": "type syntax definition"},
}
INSIDE: Mapping[str, Members] = {
    type_: {name: frozenset(names.split()) for name, names in inside.items()}
    for type_, inside in _INSIDE.items()
}
# A tool that is chosen, by its type; all others have nothing else.
_TYPE_ALONE = frozenset(("type",))
CHOICES: Members = _beside_type(
    {
        "function": "name",
        "custom": "name",
        "mcp": "server_label name",
        "allowed_tools": "mode tools",
    }
)


def unknown_member(path: str, thing: Mapping[str, Any], known: frozenset[str]) -> Problem | None:
    """Return that something has a member that it cannot have, None where it has not."""
    if known.issuperset(thing):
        return None
    other = next(name for name in thing if name not in known)
    return errors.unknown_parameter(f"{path}.{other}")


def check_tools(path: str, tools: Sequence[Any]) -> None:
    """Check that tools have what they can have, and no more; raises Problem."""
    for place, tool in enumerate(tools):
        if problem := _tool(f"{path}[{place}]", tool):
            raise problem
        if tool.get("type") == "namespace" and isinstance(inner := tool.get("tools"), list):
            check_tools(f"{path}[{place}].tools", [one for one in inner if isinstance(one, dict)])


def check_choice(choice: Any) -> None:
    """Check that a choice among tools has what it can have, and no more; raises Problem."""
    if isinstance(choice, dict):
        known = CHOICES.get(choice.get("type", ""), _TYPE_ALONE)
        if problem := unknown_member("tool_choice", choice, known):
            raise problem


def undated(type_: str) -> str:
    """Return a tool's type without the day of its version."""
    return type_.partition("_2025")[0]


def _tool(path: str, tool: Mapping[str, Any]) -> Problem | None:
    type_ = str(tool.get("type"))
    if type_ not in TOOLS:
        return None
    if problem := unknown_member(path, tool, TOOLS[type_]):
        return problem
    for name, known in INSIDE.get(undated(type_), {}).items():
        inner = tool.get(name)
        problem = unknown_member(f"{path}.{name}", inner, known) if type(inner) is dict else None
        if problem is not None:
            return problem
    return None
