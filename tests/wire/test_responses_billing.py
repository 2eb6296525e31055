"""What a response bills stays within what it may have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.responding import Asking

CALLED = {
    "type": "function",
    "name": "a_function_whose_name_is_some_tokens_long",
    "parameters": {
        "type": "object",
        "properties": {"text": {"type": "string", "minLength": 400}},
        "required": ["text"],
    },
}


@pytest.mark.parametrize("choice", ["required", {"type": "function", "name": CALLED["name"]}])
@pytest.mark.parametrize("cap", [16, 17, 20, 25])
def test_a_call_is_cut_where_its_tokens_end(choice: object, cap: int) -> None:
    asked: dict[str, Any] = {"model": "gpt-4o", "input": "Go", "tools": [CALLED]}
    response = Asking().whole({**asked, "tool_choice": choice, "max_output_tokens": cap})

    (call,) = response["output"]
    assert response["usage"]["output_tokens"] <= cap
    assert (response["status"], call["status"]) == ("incomplete", "incomplete")
    assert response["incomplete_details"] == {"reason": "max_output_tokens"}
