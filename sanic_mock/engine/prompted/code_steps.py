"""Agents that take their steps as Python: tools are listed as functions, and a last one ends all.

smolagents' CodeAgent says it so. What is answered calls the function that the question means, and
gives what that returns to `final_answer`; nothing is run here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.calls import find_meant
from sanic_mock.engine.offload import takes
from sanic_mock.engine.prompted.described_tools import arguments_of
from sanic_mock.engine.prompted.step import LETTER_US, AgentStep, Spoken
from sanic_mock.engine.prompted.types import of_keys
from sanic_mock.engine.schema.hints import hints_from

FINAL = "final_answer"
OPENING = "<code>"
_FUNCTION = re.compile(r"^def (\w{1,64})\(", re.M)
_FROM_LAST = re.compile(r"^New task:\s*", re.M)
_FAILED = re.compile(r"^(?:Call id: [^\n]*\n)?(?:Error|Observation):")


def next_code(spoken: Sequence[Spoken]) -> AgentStep | None:
    """Return the code that a conversation asks for; None where it asks for none."""
    listing = next((one.text for one in spoken if f"def {FINAL}(" in one.text), None)
    if listing is None or OPENING not in listing:
        return None
    takes(len(listing) * LETTER_US)
    names = [name for name in dict.fromkeys(_FUNCTION.findall(listing)) if name != FINAL]
    question = _question(spoken)
    if not names:
        told = {"Thought": {"const": "I know the answer."}, FINAL: {"const": question}}
        return AgentStep(of_keys(told), "code", question)
    tools = tuple(Tool(name, None) for name in names)
    name = find_meant(tools, hints_from(question))[0].name
    thought = {"const": f"I should use {name}."}
    return AgentStep(
        of_keys({"Thought": thought, name: arguments_of(name, listing)}), "code", question
    )


def _question(spoken: Sequence[Spoken]) -> str:
    """Return what the user asked last, not what came of earlier code."""
    asked = [one.text for one in spoken if one.role == "user" and not _FAILED.match(one.text)]
    return _FROM_LAST.sub("", asked[-1]) if asked else ""
