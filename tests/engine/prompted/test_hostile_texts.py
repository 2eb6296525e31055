"""No text keeps a reader for long: each reads it in time that grows as its length, not faster."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from sanic_mock.engine.prompted.asked import asked_json, asked_value, data_in
from sanic_mock.engine.prompted.described_tools import arguments_of
from sanic_mock.engine.prompted.keys import keys_in
from sanic_mock.engine.prompted.listed_keys import all_keys_in
from sanic_mock.engine.prompted.schemas import last_described
from sanic_mock.engine.prompted.tools import listed_tools
from sanic_mock.engine.prompted.types import of_words
from sanic_mock.engine.prompted.wrapping import fields_in
from tests.patient_work import patiently

LONG = 32_768
FIELDS = "Respond with the corresponding output fields [[ ## a ## ]], {0}"

READERS: dict[str, Callable[[str], object]] = {
    "choices of a sketch": lambda text: last_described(f'{{"a": "{text}!"}}'),
    "choices in words": lambda text: of_words(f"one of {text}!"),
    "keys": lambda text: keys_in(f"JSON with keys {text}!"),
    "bullets": lambda text: keys_in(f"JSON:\n- a {text}!"),
    "points in a line": lambda text: keys_in(f"JSON:{' - a: b' * 20}{text}!"),
    "keys of each": lambda text: all_keys_in(f"JSON: steps. Each step has {text} each {text}!"),
    "listed tools": lambda text: listed_tools(f"\n{text}!\nargs {{}}"),
    "signature": lambda text: arguments_of("get", f"get(a: b{text}!, c)"),
    "asking": lambda text: patiently(lambda: asked_json([f"{text}! json"], text)),
    "bare values": lambda text: asked_value([f"Answer only one of: {text}"], text),
    "data": lambda text: data_in(f"as{text}!json"),
    "fields": lambda text: patiently(lambda: fields_in([text, FIELDS.format(text)])),
}
PARTS = ("a | ", " ", "\t", "\n", "_", "a,", "a, ", "[", "a[b,", "a or ", "json ", "use ")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("part", PARTS)
def test_a_hostile_text_is_read_soon(reader: str, part: str) -> None:
    text = part * (LONG // len(part))
    start = time.process_time()

    READERS[reader](text)

    assert time.process_time() - start < 1


def test_many_fields_are_read_soon() -> None:
    names = " ".join(f"[[ ## {'x' * 50}{place} ## ]]" for place in range(64))
    texts = [f"`{'x' * 50}{place}` (int)\n" for place in range(64)]
    start = time.process_time()

    found = patiently(lambda: fields_in([*texts, FIELDS.format(names)]))

    assert time.process_time() - start < 1
    assert found is not None
    assert found[0]["properties"][f"{'x' * 50}7"] == {"type": "integer"}
