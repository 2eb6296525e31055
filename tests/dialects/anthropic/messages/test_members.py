"""A request may have every member that Anthropic's own client can send."""

from __future__ import annotations

import typing
from typing import Any

import msgspec
import pytest
from anthropic.types.beta import BetaContentBlockParam, BetaToolUnionParam, message_create_params

from sanic_mock.dialects.anthropic.messages.blocks import KINDS, SERVER_RESULTS
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool
from tests.dialects.anthropic.asking import asked, post
from tests.serving import Server

# They are sent in header fields.
IN_HEAD = {"betas", "user_profile_id", "workspace_id"}
BLOCKS = {str(kind.__struct_config__.tag): kind for kind in KINDS}
TOOLSETS: list[dict[str, Any]] = [
    {"type": "mcp_toolset", "mcp_server_name": "files", "default_config": {"enabled": False}},
    {"type": "browser_toolset_20260801", "configs": {}},
]


def kinds(union: Any) -> list[Any]:
    """Return the members of a union that are typed dictionaries."""
    return [one for one in typing.get_args(union) if hasattr(one, "__total__")]


def tag(kind: Any) -> str:
    """Return the type that a typed dictionary names."""
    (name,) = typing.get_args(typing.get_type_hints(kind)["type"])
    return str(name)


@pytest.mark.parametrize("kind", kinds(BetaToolUnionParam), ids=lambda kind: kind.__name__)
def test_a_tool_may_have_all_its_members(kind: Any) -> None:
    assert set(kind.__annotations__) <= set(OfferedTool.__struct_fields__)


@pytest.mark.parametrize("kind", kinds(BetaContentBlockParam), ids=lambda kind: kind.__name__)
def test_a_block_may_have_all_its_members(kind: Any) -> None:
    known = BLOCKS[tag(kind)]

    is_passed_over = tag(kind) in SERVER_RESULTS
    assert is_passed_over or set(kind.__annotations__) - {"type"} <= set(known.__struct_fields__)


def test_a_request_may_have_all_its_members() -> None:
    sent = set(message_create_params.MessageCreateParamsBase.__annotations__) - IN_HEAD

    assert sent <= set(MessagesRequest.__struct_fields__)


@pytest.mark.parametrize("toolset", TOOLSETS, ids=lambda one: str(one["type"]))
def test_a_set_of_tools_has_no_name(server: Server, toolset: dict[str, Any]) -> None:
    answer = post(server, asked(tools=[toolset], tool_choice={"type": "auto"}))

    assert answer.status_code == 200, msgspec.json.decode(answer.content)
