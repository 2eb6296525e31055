"""Checks of the tools of a request: what kinds there are, and what each cannot do without."""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.validation import name_string

TYPES = (
    "function",
    "file_search",
    "computer",
    "computer_use_preview",
    "web_search",
    "web_search_2025_08_26",
    "mcp",
    "code_interpreter",
    "image_generation",
    "local_shell",
    "shell",
    "custom",
    "namespace",
    "tool_search",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "apply_patch",
    "programmatic_tool_calling",
)
# What other kinds cannot do without: [openapi-2026] Tool.
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "file_search": ("vector_store_ids",),
    "code_interpreter": ("container",),
    "mcp": ("server_label",),
    "namespace": ("name", "description", "tools"),
    "computer_use_preview": ("display_width", "display_height", "environment"),
}


def check_kind(path: str, spec: Item) -> str:
    """Return what kind of tool it is; raises Problem where there is none such."""
    if "type" not in spec:
        raise errors.missing(f"{path}.type")
    kind = spec["type"]
    if kind not in TYPES:
        raise errors.bad_choice(f"{path}.type", str(kind), TYPES)
    return str(kind)


def check_required(path: str, kind: str, spec: Item) -> None:
    """Check that a tool that is not called has what it needs; raises Problem."""
    for name in _REQUIRED.get(kind, ()):
        if name not in spec:
            raise errors.missing(f"{path}.{name}")


def check_name(path: str, spec: Item, *, is_strict: bool = True) -> str:
    """Return the name of a tool that is called; raises Problem where it has none, or a bad one.

    Where not strict, every text is a name.
    """
    param, name = f"{path}.name", spec.get("name")
    if not is_strict and isinstance(name, str) and name:
        return name
    if name is None:
        raise errors.missing(param)
    if problem := name_string(param, name):
        raise problem
    return str(name)
