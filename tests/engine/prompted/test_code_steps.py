"""Agents that take their steps as code get code that calls a function and ends with its result."""

from __future__ import annotations

import ast

import pytest

from sanic_mock.engine.prompted.code_steps import next_code
from sanic_mock.engine.prompted.step import Spoken
from tests.engine.prompted.telling import text_of

LISTED = """Write code between <code> and </code>. These functions are there:
<code>
def get_weather(city: string) -> string:
    \"\"\"Tell the weather.\"\"\"

def add(a: integer, b: integer) -> integer:
    \"\"\"Add numbers.\"\"\"

def final_answer(answer: any) -> any:
    \"\"\"Give the answer.\"\"\"
</code>
"""


def code(*spoken: tuple[str, str]) -> str:
    """Return the code that a conversation is answered, which Python can read."""
    step = next_code([Spoken(*one) for one in spoken])
    assert step is not None
    thought, _, rest = text_of(step).partition("\n<code>\n")
    assert thought.startswith("Thought: ")
    lines = rest.removesuffix("\n</code>")
    ast.parse(lines)
    return lines.splitlines()[0]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("New task:\nWhat is the weather in Paris?", "result = get_weather(city='Paris')"),
        ("Add 3 and 4", "result = add(a=3, b=4)"),
    ],
)
def test_the_function_that_a_question_means_is_called(question: str, line: str) -> None:
    assert code(("system", LISTED), ("user", question)) == line


def test_what_went_wrong_before_is_no_question() -> None:
    failed = "Error:\nIt does not parse."

    line = code(
        ("system", LISTED),
        ("user", "New task:\nWhat is the weather in Paris?"),
        ("assistant", "x"),
        ("user", failed),
    )

    assert line == "result = get_weather(city='Paris')"


def test_without_a_function_the_end_is_called() -> None:
    alone = "<code>\ndef final_answer(answer: any) -> any:\n</code>"

    assert code(("system", alone), ("user", "It's it")) == 'final_answer("It\'s it")'


@pytest.mark.parametrize("text", ["def final_answer(x)", "<code>def f(): ...</code>", ""])
def test_other_texts_ask_for_no_code(text: str) -> None:
    assert next_code([Spoken("user", text)]) is None
