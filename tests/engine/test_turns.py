"""Which tools a turn calls next."""

from __future__ import annotations

import pytest

from sanic_mock.engine.ask import Calls, Options, Tool
from sanic_mock.engine.turns import next_tools


@pytest.mark.parametrize(
    ("calls", "names", "answered", "wanted"),
    [
        ("must", "a b", "", "a b"),
        ("must", "a b", "a", "b"),
        ("must", "a b", "a b", ""),
        ("must", "a final_result", "", "a"),
        ("must", "a final_result", "a", "final_result"),
        ("must", "a final_result", "a final_result", "final_result"),
        ("must", "a b final_answer", "a", "final_answer"),
        ("must", "a meant final_answer", "a", "meant"),
        ("must", "final_answer", "", "final_answer"),
        ("must", "get_result b", "get_result", "b"),
        ("must", "a Report", "a", "Report"),
        ("must", "Report Summary", "Report", "Summary"),
        ("must", "a Meant", "", "Meant"),
        ("must", "a FINAL_ANSWER", "", "a"),
        ("must", "a FINAL_ANSWER", "a", "FINAL_ANSWER"),
        ("must", "a finalAnswer", "a", "finalAnswer"),
        ("must", "a FinalJSON", "a", "FinalJSON"),
        ("must", "a HTTPResponse", "a", "HTTPResponse"),
        ("must", "a submit-RESULT", "a", "submit-RESULT"),
        ("must", f"a {'long_' * 22}output", "a", f"{'long_' * 22}output"),
        ("must", "GET_RESULT b", "GET_RESULT", "b"),
        ("may", "a FINISH", "a", "FINISH"),
        ("may", "a b", "", "a b"),
        ("may", "a b", "a", ""),
        ("may", "a finish", "a", "finish"),
        ("may", "a finish", "a finish", ""),
        ("may", "a Report", "", "a Report"),
        ("may", "a extract-1", "a", "extract-1"),
        ("must", "a extract-1", "", "a"),
        ("must", "a extract", "a", "extract"),
        ("may", "a extract", "a", ""),
        ("may", "a meant", "transfer", "meant"),
        ("may", "meant", "transfer", "meant"),
        ("may", "meant", "transfer meant", ""),
        ("may", "a b", "transfer", ""),
        ("may", "meant", "", "meant"),
    ],
)
def test_a_turn_calls_what_is_left(calls: Calls, names: str, answered: str, wanted: str) -> None:
    options = Options(
        tools=tuple(Tool(name, None) for name in names.split()),
        calls=calls,
        answered=frozenset(answered.split()),
    )
    found = next_tools(options, lambda tool: tool.name.lower() == "meant")
    assert [tool.name for tool in found] == wanted.split()


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("[w] `hand` tool returned result:\nNone", "look"),
        ("[w] called tool `hand` with parameters: {'to': 'b'}", "look"),
        ("[w] called the function hand with {}", "look"),
        ("[w] called tool `hand`. [b] called tool `look`. [b] `look` tool returned 5", ""),
        ("[w] called tool `handle` with parameters: {}", "hand look"),
        ("[w] `first_hand` tool returned 5. [w] off-hand tool returned 5", "hand look"),
        ("call the tool hand, please", "hand look"),
        ("hand " * 40, "hand look"),
    ],
)
def test_what_another_agent_is_told_to_have_called_is_not_called_again(
    prompt: str, wanted: str
) -> None:
    tools = (Tool("hand", None), Tool("look", None))
    options = Options(tools=tools, calls="may", prompt=prompt)
    assert [one.name for one in next_tools(options, lambda tool: False)] == wanted.split()


def test_who_must_call_calls_whatever_is_told() -> None:
    options = Options(tools=(Tool("hand", None),), calls="must", prompt="called tool `hand`")
    assert next_tools(options, lambda tool: False) == options.tools


def test_a_tool_of_another_namespace_was_not_answered() -> None:
    tools = (Tool("get", None, "crm"), Tool("get", None, "erp"))
    options = Options(tools=tools, calls="must", answered=frozenset(("crm.get",)))
    assert next_tools(options, lambda tool: False) == tools[1:]


def test_a_named_tool_is_called_whatever_was_answered() -> None:
    options = Options(
        tools=(Tool("a", None),), calls="must", is_forced=True, answered=frozenset("a")
    )
    assert next_tools(options, lambda tool: False) == options.tools
