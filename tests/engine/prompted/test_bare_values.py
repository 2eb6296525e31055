"""A bare value is answered where a text asks for one, and a text where it only speaks of some."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from sanic_mock.dialects.prompted import may_ask
from sanic_mock.engine.prompted.asked import asked_json, asked_value
from sanic_mock.engine.prompted.wrapping import wrapped
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.values import compile_schema
from tests.serving import ROOT

CASES = ROOT / "tests" / "cases"

# what asks, and a regex of what comes
ASKED = [
    ("Is Paris in France? Answer with yes or no.", "yes|no"),
    ("Is it so? You need to reply with either YES or NO.", "YES|NO"),
    ("Answer true or false: the sky is blue.", "true|false"),
    ("Does it fit? Return YES if the text is about cats and NO if it isn't.\nText: x", "YES|NO"),
    ("Judge it. Return 1 or 0.", "1|0"),
    ("Is it big?\nAnswer strictly in the following format: one of [true, false]", "true|false"),
    ("Answer only with 'spam' or 'ham': cheap pills", "spam|ham"),
    ("Classify it. Answer with one word only: good, bad or fair.", "good|bad|fair"),
    ("Output exactly one of: refund, exchange, other", "refund|exchange|other"),
    ("I am glad.\nYou must answer strictly with one of these moods:\nGLAD\nSAD\n", "GLAD|SAD"),
    ("Answer with one of these:\n- A: the first\n- B: the second", "A|B"),
    ("Pick one of the following options: red, dark green", "red|dark green"),
    ("What is 2 + 2? Reply with only the number.", r"-?\d+"),
    ("Rate it. Answer with a number from 0 to 10 only.", r"\d|10"),
    ("How many?\nRespond with a single integer between 3 and 5.", "[345]"),
    ("How many?\nYou must answer strictly in the following format: integer number", r"-?\d+"),
    ("How far?\nAnswer strictly in the following format: floating point number", r"-?\d+(\.\d+)?"),
    ("Scores are between 1 and 5.\nReturn your response in a line with only the score.", "[1-5]"),
    ("How sure? Answer only with a number between 0.0 and 1.0", r"0(\.\d+)?|1(\.0)?"),
    ("When?\nYou must answer strictly in the following format: yyyy-MM-dd", r"\d{4}-\d\d-\d\d"),
    ("When?\nYou must answer strictly in the following format: HH:mm:ss", r"\d\d:\d\d:\d\d"),
    ("Answer in the format yyyy-MM-dd'T'HH:mm only", r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
    ("Write a datetime string that matches this pattern: '%d.%m.%Y'", r"\d\d\.\d\d\.20\d\d"),
    ("Name some.\nYou must put every item on a separate line.", r"[^\n]+(\n[^\n]+)+"),
    ("Tags?\nAnswer with zero or more of these on a separate line:\nA\nB", r"[AB](\n[AB])*"),
    ("Respond with only a list of comma-separated values", r"[^,\n]+(, [^,\n]+)+"),
    ("Name some.\nYour response should be a numbered list with a line each.", r"(\d\. [^\n]+\n?)+"),
    ("Name some.\nYour response should be a markdown list, as `- a`", r"(- [^\n]+\n?)+"),
    ("The output should be formatted as XML.\nThe tags: ['a', 'b']", r"<a><b>[^<>]+</b></a>"),
    ("Your reply must be in JSON format: a java.util.HashMap. Nothing else.", r"\{.+\}"),
    ("Tell of Anna.\nReturn a JSON object with keys name and town.", r'\{"name":.*,"town":.*\}'),
]  # fmt: skip

SPOKEN_OF = """
What is the number of people in Oslo?
Give me a list of dates in history.
How do I return a JSON object from Flask?
Write a function to return true or false depending on the input
Why do people say yes or no?
Should I answer yes or no?
Who should answer yes or no?
Write a Python function that returns only the number of words in a string.
Explain what a comma separated list is: one of many formats.
How should I format a markdown list?
Please write an essay. It must be one of the best: bold, long, and true.
Tell me the score of the match only if you know it.
Give me only a number of examples
What date format is yyyy-MM-dd?
Say something nice or funny.
Write two or three sentences about Oslo.
Pick a card, any card, and tell me its number
Should the output be an integer or a float?
Reply to this email: Hi or hello
Choose a number between 1 and 10
Write a haiku about numbers: only 5 lines
Please answer the following question: What is the integer part of 3.7?
Answer the following question in one line.
Respond in English or German.
Please respond only in French.
Write an XML file for me
Write a regex that matches an integer
Answer this: what is the score of the game?
Write a story about one of these: a cat, a dog that barks loudly at night, a bird.
Answer one of these questions: what is it, who is it?
Can you answer yes or no?
Return the book or the money: what would you do?
""".strip().splitlines()


def told(text: str) -> str | None:
    wanted = asked_value([text], text)
    if wanted is None:
        return None
    value = compile_schema(wanted.schema).make(Random(1), hints_from(wanted.data))
    return wrapped(value, wanted.wrapping)


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_what_is_asked_for_is_answered_bare(text: str, expected: str) -> None:
    answer = told(text)

    assert answer is not None
    assert re.fullmatch(expected, answer, re.DOTALL), answer
    assert may_ask(text)


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_what_is_only_spoken_of_gets_a_text(text: str) -> None:
    assert told(text) is None


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts_in(one)]


def test_texts_of_recorded_requests_ask_for_nothing_bare() -> None:
    files = [*CASES.rglob("*.json"), *(ROOT / "tests" / "spec").rglob("*.json")]
    texts = {one for file in files for one in texts_in(json.loads(file.read_bytes()))}
    spoken = [one for one in texts if " " in one and "json" not in one.lower()]

    assert len(spoken) > 100
    assert [one for one in spoken if told(one) is not None] == []


def test_the_last_text_that_asks_is_obeyed() -> None:
    wanted = asked_value(["Answer yes or no.", "Is it? Answer only A or B.", "So?"], "So?")

    assert wanted is not None
    assert wanted.schema == {"enum": ["A", "B"]}
    assert wanted.data == "So?"


def test_what_asks_is_no_data() -> None:
    text = "Is Anna 33? Answer with a number from 0 to 10 only."
    wanted = asked_value([text], text)

    assert wanted is not None
    assert "10" not in wanted.data
    assert asked_json([text], text) is None


@pytest.mark.parametrize("place", ["begin", "end"])
def test_a_long_text_asks_at_its_ends(place: str) -> None:
    much, asking = "Words of it. " * 1_000, "Answer with yes or no. "

    assert told(asking + much if place == "begin" else much + asking) in ("yes", "no")
    assert told(much + asking + much) is None
