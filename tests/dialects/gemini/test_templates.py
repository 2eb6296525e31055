"""What is printed with marks is filled in with what an answer has."""

from __future__ import annotations

import json

from sanic_mock.dialects.gemini.layout import EVENTS, WHOLE
from sanic_mock.dialects.gemini.templates import (
    MEAN,
    MODEL,
    NAME,
    PROMPT,
    SIGNATURE,
    TOTAL,
    Filling,
    marked,
    staged,
    template,
)
from sanic_mock.dialects.gemini.usage import TokenSums, usage

FILLING: Filling = (1, 2, 6, 3, 4, b"-0.25", b"signed", b"now", b"named")


def test_each_place_gets_what_is_meant_for_it() -> None:
    told = {"mean": MEAN, "of": TOTAL, "signed": SIGNATURE, "by": MODEL, "as": f"100% {NAME}"}
    filled = template(EVENTS.printed(told), "some-model", EVENTS).filled(FILLING)

    assert json.loads(filled) == {
        "mean": -0.25,
        "of": 6,
        "signed": "signed",
        "by": "some-model",
        "as": "100% named",
    }


def test_a_part_without_a_place_is_as_it_was_printed() -> None:
    assert template(b'{"of": "100%"}', "m", WHOLE).filled(FILLING) == b'{"of": "100%"}'


def test_a_models_name_is_no_place_whatever_it_is() -> None:
    name = f'"%d" <b> {TOTAL}'
    filled = template(WHOLE.printed({"by": MODEL}), name, WHOLE).filled(FILLING)

    assert filled == WHOLE.printed({"by": name})


def test_all_numbers_of_a_usage_are_places() -> None:
    bill = TokenSums(1, 2, 3, 4)
    for is_vertex in (False, True):
        told = usage(bill, is_vertex=is_vertex, has_details=True)
        ones = usage(TokenSums(1, 1, 1, 1), is_vertex=is_vertex, has_details=True)
        filled = template(WHOLE.printed(marked(ones)), "m", WHOLE).filled(FILLING)

        assert filled == WHOLE.printed(told)


def test_two_stages_fill_in_what_one_does() -> None:
    told = {"of": PROMPT, "mean": MEAN, "by": MODEL, "as": f"100% {NAME}"}
    for name in ("some-model", f'"%d" <b> {TOTAL}', PROMPT):
        printed = WHOLE.printed(told)
        stage = staged(printed, name, WHOLE, (PROMPT,))
        half = stage.half_filled((1, 0, 0, 0, 0, b"", b"", b"", b""))

        assert half.filled((9, *FILLING[1:])) == template(printed, name, WHOLE).filled(FILLING)
