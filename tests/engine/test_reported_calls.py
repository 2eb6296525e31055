"""A prompt that tells of another agent's calls is read once, whatever tools there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine import reported_calls as module
from sanic_mock.engine.reported_calls import reported_calls

_NAMES = ("hand", "hand.over", "hand-over", "hand over", "a", "tool", "über", "x" * 40)
_PARTS = (
    *("called", "used", "ran", "invoked", "recalled", "the", "tool", "tool:", "function"),
    *("tools", "returned", "returned:", "returning", "`", "'", '"', ".", "-", "_", "\n", *_NAMES),
)
_CALLED = r"\b(?:called|used|ran|invoked) (?:the )?(?:tool|function):? [`'\"]?{}(?![\w-])"
_RETURNED = r"(?<![\w-]){}[`'\"]? (?:tool|function) returned\b"


def _is_reported(name: str, prompt: str) -> bool:
    patterns = (one.replace("{}", re.escape(name)) for one in (_CALLED, _RETURNED))
    return any(re.search(one, prompt) for one in patterns)


@given(
    parts=st.lists(st.tuples(st.sampled_from(_PARTS), st.sampled_from(("", " "))), max_size=14),
    names=st.sets(st.sampled_from(_NAMES)),
)
def test_each_name_is_found_that_stands_beside_such_words(
    parts: list[tuple[str, str]], names: set[str]
) -> None:
    prompt = "".join(part + space for part, space in parts)
    assert reported_calls(names, prompt) == {one for one in names if _is_reported(one, prompt)}


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("called tool `hand` with parameters: {}", {"hand"}),
        ("called tool hand-over", {"hand-over"}),
        ("called tool hand.over", {"hand", "hand.over"}),
        ("ran the function: 'hand over'. \"a\" tool returned 5", {"hand", "hand over", "a"}),
        ("called tool tool returned", {"tool"}),
        ("recalled tool hand", set()),
        ("hand tool returning", set()),
        ("tool returned", set()),
        ("called tool", set()),
        ("", set()),
    ],
)
def test_what_a_prompt_tells_of(prompt: str, names: set[str]) -> None:
    assert reported_calls(_NAMES, prompt) == names


def test_of_very_many_words_the_last_are_read() -> None:
    rest = " tool" * (module._MOST_PLACES - 1)
    assert reported_calls(_NAMES, f"called tool hand{rest}") == {"hand"}
    assert reported_calls(_NAMES, f"called tool hand{rest} tool") == set()


class _Counted(str):
    """A text that counts how often it is searched."""

    __slots__ = ("searches",)
    searches: int

    def rfind(self, *places: Any) -> int:
        self.searches += 1
        return super().rfind(*places)


def test_a_prompt_is_read_no_more_often_for_more_tools() -> None:
    prompt = _Counted("a long prompt of a tool " * 1_000)
    searches = []
    for tools in (1, 128):
        prompt.searches = 0
        assert reported_calls([f"name_{number}" for number in range(tools)], prompt) == frozenset()
        searches.append(prompt.searches)
    assert searches[0] == searches[1]
