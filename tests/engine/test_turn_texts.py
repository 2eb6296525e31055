"""What texts of a turn say of calling tools."""

from __future__ import annotations

import pytest

from sanic_mock.engine.turn_texts import CallResult, asking_at, forbids_calls, goes_on, retried

AGAIN = "Something is wrong. Please fix your mistakes."


@pytest.mark.parametrize(
    ("prompt", "is_forbidden"),
    [
        ("Acknowledge the tool without calling it.", True),
        ("Load it. Do NOT call it yet.", True),
        ("Answer yourself, don't use tools.", True),
        ("Never use any tool.", True),
        ("Do not use capital letters.", False),
        ("Get the weather without asking me.", False),
        ("I do not call home often.", False),
        ("Without using sugar, how is it baked?", False),
        ("", False),
        ("Do not call it." + " x" * 5000, False),
    ],
)
def test_a_user_may_forbid_calls(prompt: str, *, is_forbidden: bool) -> None:
    assert forbids_calls(prompt) is is_forbidden


@pytest.mark.parametrize(
    ("texts", "has_media", "wanted"),
    [
        ([], True, True),
        (["This is file 44db51:"], True, True),
        (["Attachments from tool call call_1:"], False, True),
        (["Analyze the tool result. Otherwise, call the next tool."], False, True),
        (["What is on this picture?"], True, False),
        (["Thanks."], False, False),
        (["Which tool results do you have? "], False, False),
        ([], False, False),
    ],
)
def test_what_users_say_behind_results(texts: list[str], has_media: bool, wanted: bool) -> None:
    assert goes_on(texts, has_media=has_media) is wanted


@pytest.mark.parametrize(
    ("results", "wanted"),
    [
        ("", ""),
        ("a", ""),
        ("a!", "a"),
        ("a! a!", "a"),
        ("a! a! a!", ""),
        ("a! a", ""),
        ("a a!", "a"),
        ("a! b", "a"),
        ("a! b!", "a b"),
        ("a! a! a! a a!", "a"),
    ],
)
def test_a_tool_is_tried_again_where_its_last_result_asks_for_it(results: str, wanted: str) -> None:
    told = [CallResult(one[0], AGAIN if one[1:] else "fine") for one in results.split()]
    assert retried(told) == set(wanted.split())


@pytest.mark.parametrize(
    ("roles", "belongs", "wanted"),
    [
        ("", True, -1),
        ("-", True, -1),
        ("u", True, 0),
        ("u-r", True, 0),
        ("u-ru", True, 0),
        ("u-ru", False, 3),
        ("u-ruuu-ru", True, 0),
        ("u-ru-u", True, 5),
        ("ru", True, -1),
        ("uu", True, 1),
    ],
)
def test_which_message_asks(roles: str, wanted: int, *, belongs: bool) -> None:
    assert asking_at(len(roles), roles.__getitem__, lambda start, end: belongs) == wanted


def test_no_message_is_looked_at_long_before_the_one_that_asks() -> None:
    seen: list[int] = []

    def letter(at: int) -> str:
        seen.append(at)
        return "u-"[at % 2]

    assert asking_at(1000, letter, lambda start, end: True) == 998
    assert min(seen) >= 997
