"""Phrases: what they say, and that a body without them is as if they had not been."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.answers.phrases import may_ask, phrases, without_phrases
from sanic_mock.errors import SettingsError
from sanic_mock.profile.template import NAMES
from sanic_mock.profile.wishes import read_wish

# A text, what its phrases say, and what is left of it.
TEXTS = [
    ("[[mock: text=a]]", [" text=a"], " "),
    ("[[mock: text=a]] [[mock: itl=1]]", [" text=a", " itl=1"], " "),
    ("[[mock: a [[mock: b=c]]", [" b=c"], "[[mock: a"),
    ("a [[mock: b=[c] d]]", [" b=[c] d"], "a"),
    ("Hello [[mock: text=a]]", [" text=a"], "Hello"),
    ("[[mock: text=a]]  Hello", [" text=a"], "Hello"),
    ("Hello\n\n[[mock: text=a; itl=5ms]]", [" text=a; itl=5ms"], "Hello"),
    ("a [[mock:ttft=1]] b [[mock:itl=2]] c", ["ttft=1", "itl=2"], "a b c"),
    ('say [[mock: text="a]b \\" c"]]!', [' text="a]b \\" c"'], "say!"),
    ("naïve 😀 [[mock: text=ü]]", [" text=ü"], "naïve 😀"),
    ("[[mock: text]] [[mock]] [[mock: a", [], "[[mock: text]] [[mock]] [[mock: a"),
    ("[mock: a=b]]", [], "[mock: a=b]]"),
    ("C:\\new[[mock: text=a]]", [" text=a"], "C:\\new"),
    ("C:\\\\n [[mock: text=a]]", [" text=a"], "C:\\\\n"),
]


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize(("text", "said", "left"), TEXTS)
def test_a_phrase_is_found_and_taken_out(
    text: str, said: list[str], left: str, ascii_only: bool
) -> None:
    body = json.dumps({"messages": [{"content": text}]}, ensure_ascii=ascii_only).encode()
    assert list(phrases([text])) == said
    assert may_ask(body) or not said
    assert json.loads(without_phrases(body)) == {"messages": [{"content": left}]}


PIECES = st.sampled_from(
    ["[[mock:", "]]", "]", "[", "=", "text=a", ";", '"', "\\", "\n", " ", "n", "é", "😀", "\\u005d"]
)
ANY_TEXT = st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    "hostile",
    [
        *("[[mock:a=", "[[mock:" + "=" * 60_000, "=" * 30_000 + "[[mock:", "[[mock:a=\\"),
        *(" \n [[mock:", " " * 100_000 + "[[mock:a=b]]", "\n" * 50_000 + "[[mock:a=b]]"),
        "[[mock:a=b]]",
    ],
)
def test_no_text_takes_long(hostile: str) -> None:
    text = hostile * (200_000 // len(hostile))
    began_s = time.process_time()
    without_phrases(json.dumps([text]).encode())
    list(phrases([text]))
    assert time.process_time() - began_s < 1


@given(ANY_TEXT, st.booleans())
def test_a_body_stays_json_and_loses_nothing_but_phrases_and_white_space(
    text: str, ascii_only: bool
) -> None:
    value: Any = {"a": [text, 1], "b": {text: text}}
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    left = json.loads(without_phrases(body))["a"][0]
    said = list(phrases([text]))
    rest = text
    for phrase in said:
        rest = rest.replace(f"[[mock:{phrase}]]", "", 1)
    assert "".join(left.split()) == "".join(rest.split())
    assert said or left == text


@given(ANY_TEXT)
def test_where_no_phrase_is_left_none_was_overlooked(text: str) -> None:
    body = json.dumps({"a": text}).encode()
    if list(phrases([text])):
        assert may_ask(body)
        assert len(without_phrases(body)) < len(body)


@given(st.text("{}_. \\usermodljfakt0(['\"]);=", max_size=40))
def test_a_phrase_is_refused_or_says_text_and_places_and_evaluates_nothing(text: str) -> None:
    try:
        wish = read_wish(f"text={text}", ";", "[[mock]]")
    except SettingsError:
        return
    parts = () if wish.text is None else wish.text.parts
    for one in parts:
        assert isinstance(one, str) or one.name in (*NAMES, "json", "faker")
