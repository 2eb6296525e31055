"""What the messages of a request say of calls and their results."""

from __future__ import annotations

import msgspec
import pytest

from sanic_mock.dialects.openai.chat.history import last_turn
from sanic_mock.dialects.openai.chat.request import Message

CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CUSTOM = {"id": "b", "type": "custom", "custom": {"name": "g", "input": "x"}}
ASKED = {"role": "user", "content": "Hello"}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL, CUSTOM]}


def result(call_id: str) -> dict[str, str]:
    return {"role": "tool", "tool_call_id": call_id, "content": "x"}


@pytest.mark.parametrize(
    ("messages", "names"),
    [
        ([ASKED], []),
        ([ASKED, CALLED, result("a")], ["f"]),
        ([ASKED, CALLED, result("a"), result("b")], ["f", "g"]),
        ([ASKED, CALLED, result("a"), ASKED], []),
        ([ASKED, {"role": "function", "name": "h", "content": "x"}], ["h"]),
    ],
)
def test_tools_are_answered_since_the_user_spoke(
    messages: list[dict[str, object]], names: list[str]
) -> None:
    assert sorted(last_turn(msgspec.convert(messages, list[Message])).answered) == names
