"""Agents that take their steps in words: thought, action and its input, observation, answer.

Such a prompt (ReAct) shows the form of a step, lists tools, and goes on with the steps so far, in
its own text or in later messages; langchain's, llama-index's and CrewAI's are read. What is
answered is the next step: a call of a tool that was not observed yet, else the final answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.calls import find_meant, is_meant
from sanic_mock.engine.findings import findings_text
from sanic_mock.engine.offload import takes
from sanic_mock.engine.prompted.described_tools import arguments_of
from sanic_mock.engine.prompted.step import LETTER_US, LONGEST, AgentStep, Spoken
from sanic_mock.engine.prompted.types import of_keys
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.turns import next_tools

INPUT = "Action Input:"
OBSERVATION = "Observation:"
_MOST_TOOLS = 64
_LONGEST_NAME = 64
# "Action: the action to take, should be one of [a, b]"
_NAMES = re.compile(r"^Action:[^\n]*?\b(?:one|name) of:? *[\[({]?([^\])}\n]+)", re.M)
_INPUT = re.compile(r"^Action Input:([^\n]*)", re.M)
_FINAL = re.compile(r"^((?:Final )?Answer):", re.M)
_FORM = re.compile(r"^(?:Thought|Action|Action Input|Observation|(?:Final )?Answer):[^\n]*", re.M)
_JSON = re.compile(r"json|dict|\{|object", re.IGNORECASE)
_QUESTION = re.compile(r"^(?:Question|Current Task|New input|Task):[ \t]*(.+)", re.M)
_ACTION = re.compile(r"^[ \t]*Action:[ \t]*([\w.-]{1,64})[ \t]*$", re.M)
# "Calling tools: [{'function': {'name': 'get_weather', 'arguments': …}}]", as smolagents says it
_NAMED = re.compile(r"""['"]name['"]:\s*['"]([\w.-]{1,64})['"]""")
_OBSERVED = re.compile(
    r"^[ \t]*Observation:[ \t]*(.*?)(?=^[ \t]*(?:Thought|Action|Question|Final Answer):|\Z)",
    re.M | re.S,
)


class _StepForm(NamedTuple):
    """What a prompt says of steps.

    Attributes:
        names: of the tools.
        is_json: whether the input of one is to be told as JSON.
        final: what the last step's answer is called.
        end: where it ends in its text.
    """

    names: tuple[str, ...]
    is_json: bool
    final: str
    end: int


def is_observation(text: str) -> bool:
    """Return whether a user's text tells what came of a call."""
    return text.lstrip().startswith(OBSERVATION)


def observed_in(text: str) -> list[str]:
    """Return what came of calls, as a text tells it, in its order."""
    return [found for one in _OBSERVED.findall(text[-LONGEST:]) if (found := one.strip())]


def tools_in(text: str) -> list[str]:
    """Return the tools that a text says it calls: "Action: NAME", or calls as they are printed."""
    read = text[-LONGEST:]
    return _ACTION.findall(read) + _NAMED.findall(read)


def next_step(spoken: Sequence[Spoken]) -> AgentStep | None:
    """Return the step that a conversation asks for; None where it asks for none.

    Args:
        spoken: its texts, oldest first.
    """
    texts = [one.text[-LONGEST:] for one in spoken]
    shown = [at for at, text in enumerate(texts) if INPUT in text and _NAMES.search(text)]
    if not shown:
        return None
    takes(sum(map(len, texts)) * LETTER_US)
    form = _read_form(texts[shown[-1]])
    if form is None:
        return None
    asked_at, question = _question(spoken, shown[-1], form)
    start = form.end if asked_at == shown[-1] else 0
    past = [texts[asked_at][start:], *texts[asked_at + 1 :]]
    return _answer(form, "\n".join(texts), question, past)


def _read_form(text: str) -> _StepForm | None:
    """Return what a text says of steps, by the last form that it shows."""
    named = [*_NAMES.finditer(text)][-1]
    given = _INPUT.search(text, named.end())
    final = _FINAL.search(text, named.end())
    names = tuple(name.strip(" `'\"") for name in named[1].split(","))[:_MOST_TOOLS]
    if given is None or final is None or not all(0 < len(one) <= _LONGEST_NAME for one in names):
        return None
    return _StepForm(names, _JSON.search(given[1]) is not None, final[1], final.end())


def _question(spoken: Sequence[Spoken], shown: int, form: _StepForm) -> tuple[int, str]:
    """Return which text asks what the steps are for, and the question in it."""
    asking = [at for at in range(shown, len(spoken)) if _is_asking(spoken, at)]
    at = asking[-1] if asking else shown
    text = spoken[at].text[-LONGEST:]
    rest = text[form.end :] if at == shown else text
    questions = _QUESTION.findall(rest)
    return at, questions[-1] if questions else _FORM.sub("", rest)


def _is_asking(spoken: Sequence[Spoken], at: int) -> bool:
    """Return whether a text asks something new, and is not about what was observed."""
    if spoken[at].role != "user" or is_observation(spoken[at].text):
        return False
    before = spoken[at - 1] if at else spoken[at]
    return before.role != "assistant" or OBSERVATION not in before.text


def _answer(form: _StepForm, listing: str, question: str, past: Sequence[str]) -> AgentStep:
    observed = tuple(one for text in past for one in observed_in(text))
    called = frozenset(name for text in past for name in tools_in(text) if observed)
    options = Options(
        tools=tuple(Tool(name, None) for name in form.names),
        calls="may",
        findings=observed,
        answered=called.intersection(form.names),
    )
    left = next_tools(options, lambda tool: is_meant(tool, question))
    if not left:
        return _final(form, observed)
    name = find_meant(left, hints_from(question))[0].name
    arguments = arguments_of(name, listing)
    is_bare = not form.is_json and len(arguments.get("properties", ())) == 1
    thought = {"const": f"I should use {name}."}
    properties = {"Thought": thought, "Action": {"const": name}, "Action Input": arguments}
    return AgentStep(of_keys(properties), "bare lines" if is_bare else "lines", question)


def _final(form: _StepForm, observed: Sequence[str]) -> AgentStep:
    thought = {"const": "I now know the final answer."}
    said = {"const": findings_text(observed)}
    return AgentStep(of_keys({"Thought": thought, form.final: said}), "lines", "")
