"""The grammar of assertions: what is true of which values, and where a wrong one is wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.errors import SettingsError
from sanic_mock.report.assertion.parser import parse
from sanic_mock.report.assertion.tree import Every
from sanic_mock.report.figure import Unit, Value
from sanic_mock.report.figures import FIGURES

VALUES: dict[str, Value] = {one.name: None for one in FIGURES} | {
    "lateness.p99": 0.0015,
    "inflight.max": 64,
    "aborts.unseen": 0,
    "retries.amplification": 1.25,
    "sent.bytes": 10_240,
}


def holds(text: str) -> bool | None:
    return Every(tuple(one.node for one in parse(text))).holds(VALUES)


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("lateness.p99 < 2ms", True),
        ("lateness.p99 < 1500us", False),
        ("lateness.p99 <= 1500us", True),
        ("lateness.p99 < 2", True),  # ms, as everywhere
        ("2ms > lateness.p99", True),
        ("inflight.max == 64", True),
        ("inflight.max != 64.0", False),
        ("63 < inflight.max <= 64", True),
        ("0 < inflight.max < 64", False),
        ("sent.bytes >= 10KiB", True),
        ("sent.bytes >= 11kB", False),
        ("retries.amplification <= 1.25e0", True),
        ("aborts.unseen < inflight.max", True),
        ("not inflight.max > 64", True),
        ("not not inflight.max > 64", False),
        ("inflight.max > 64 or aborts.unseen == 0", True),
        ("inflight.max > 64 or aborts.unseen == 0 and lateness.p99 > 1s", False),
        ("(inflight.max > 64 or aborts.unseen == 0) and lateness.p99 < 1s", True),
        ("not inflight.max > 64 and aborts.unseen == 0", True),
        ("retries.ignored_retry_after == 0", None),
        ("not retries.ignored_retry_after == 0", None),
        ("retries.ignored_retry_after == 0 and inflight.max > 64", False),
        ("retries.ignored_retry_after == 0 and inflight.max <= 64", None),
        ("retries.ignored_retry_after == 0 or inflight.max <= 64", True),
        ("retries.ignored_retry_after == 0 or inflight.max > 64", None),
        ("\n inflight.max\n<=\t64\n", True),
        ("(((inflight.max<=64)))", True),
    ],
)
def test_an_assertion_is_true_false_or_not_known(text: str, is_true: bool | None) -> None:
    assert holds(text) is is_true


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1:1: the end is not expected; want a comparison, such as inflight.max <= 64"]),
        ("lateness.p9 < 2ms", ['1:1: "lateness.p9" is no figure; nearest is lateness.p90']),
        (
            "inflght.max < 1 and\n  (abort.count == 0)",
            [
                '1:1: "inflght.max" is no figure; nearest is inflight.max',
                '2:4: "abort.count" is no figure; nearest is aborts.count',
            ],
        ),
        ("inflight.max = 5", ['1:14: "=" is not known; write ==']),
        ("inflight.max < 5 && aborts.count < 1", ['1:18: "&&" is not known; write and']),
        ("!(inflight.max < 5)", ['1:1: "!" is not known; write not']),
        ("inflight.max => 5", ['1:14: "=>" is not known; write >=']),
        (
            "inflight.max",
            ["1:13: the end is not expected; want a comparison: <, <=, >, >=, == or !="],
        ),
        ("inflight.max < ", ["1:16: the end is not expected; want a comparison, such as inflight"]),
        ("(inflight.max < 5", ["1:18: the end is not expected; want and, or, or )"]),
        ("inflight.max < 5)", ['1:17: ")" is not expected; want and, or, or the end']),
        ("inflight.max < 5 inflight.now < 5", ['1:18: "inflight.now" is not expected']),
        ("1 < 2", ["1:1: 1 < 2 names no figure"]),
        ("inflight.max < 5ms", ['1:16: inflight.max is a number; "5ms" has a unit']),
        ("ttft.p50 < 5kg", ['1:12: ttft.p50 is a time; "5kg" is not understood; want milli']),
        ("sent.bytes < 5ms", ['1:14: sent.bytes is a size; "5ms" is not understood; want bytes']),
        ("inflight.max < 1e999", ['1:16: inflight.max is a number; "1e999" is not a finite']),
        ("ttft.p50 < inflight.max", ["1:1: ttft.p50 and inflight.max do not count the same"]),
        ("__import__('os').system('x')", ['1:12: "\'" is not expected']),
        ("inflight.max < 5; x", ['1:17: ";" is not expected']),
        ('model == "x"', ["1:10: '\"' is not expected"]),
        ("(" * 60 + "inflight.max < 5" + ")" * 60, ["1:51: more than 50 deep"]),
    ],
)
def test_a_wrong_one_says_where_it_is_wrong(text: str, problems: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(text)
    assert len(caught.value.problems) == len(problems)
    for found, wanted in zip(caught.value.problems, problems, strict=True):
        assert found.startswith(f"assertion:{wanted}")


def test_the_parts_that_and_joins_are_clauses() -> None:
    text = "lateness.p99  <\n 2ms and (inflight.max < 1 or aborts.count < 1) and 1 < ttft.p50 < 2"
    assert [one.text for one in parse(text)] == [
        "lateness.p99 < 2ms",
        "(inflight.max < 1 or aborts.count < 1)",
        "1 < ttft.p50 < 2",
    ]
    assert [one.text for one in parse("inflight.max < 1 and ttft.p50 < 2 or inflight.now < 1")] == [
        "inflight.max < 1 and ttft.p50 < 2 or inflight.now < 1"
    ]


def test_a_clause_knows_the_figures_that_it_names() -> None:
    (one,) = parse("not (inflight.max < 1 or aborts.unseen < inflight.now)")
    names = [figure.name for figure in one.node.figures()]
    assert names == ["inflight.max", "aborts.unseen", "inflight.now"]


# --- properties -------------------------------------------------------------------------------

TRUTH = bool | None
SIGNS = ("<", "<=", ">", ">=", "==", "!=")


def compared(left: float | None, sign: str, right: float) -> TRUTH:
    if left is None:
        return None
    orders = {"<": left < right, "==": left == right, ">": left > right}
    return {**orders, "<=": left <= right, ">=": left >= right, "!=": left != right}[sign]


def every(parts: list[TRUTH]) -> TRUTH:
    return min(parts, key=lambda one: (False, None, True).index(one))


def either(parts: list[TRUTH]) -> TRUTH:
    return max(parts, key=lambda one: (False, None, True).index(one))


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[str, TRUTH]:
    """A comparison, and what it comes to, told without the parser."""
    figure = draw(st.sampled_from([one for one in FIGURES if one.unit is Unit.COUNT]))
    sign, number = draw(st.sampled_from(SIGNS)), draw(st.integers(0, 99))
    space = draw(st.sampled_from(["", " ", "\n", "\t "]))
    text = f"{figure.name}{space}{sign}{space}{number}"
    return text, compared(VALUES[figure.name], sign, number)


def joined(
    parts: st.SearchStrategy[tuple[str, TRUTH]],
) -> st.SearchStrategy[tuple[str, TRUTH]]:
    lists = st.lists(parts, min_size=2, max_size=3)
    negation = {True: False, False: True, None: None}
    return (
        lists.map(lambda p: ("(" + " and ".join(t for t, _ in p) + ")", every([v for _, v in p])))
        | lists.map(lambda p: ("(" + " or ".join(t for t, _ in p) + ")", either([v for _, v in p])))
        | parts.map(lambda one: (f"not {one[0]}", negation[one[1]]))
    )


@given(st.recursive(comparisons(), joined, max_leaves=12))
def test_what_is_written_is_what_is_computed(pair: tuple[str, TRUTH]) -> None:
    text, is_true = pair
    assert holds(text) is is_true


@given(st.lists(comparisons(), min_size=1, max_size=4))
def test_each_part_of_a_conjunction_is_a_clause_that_can_be_read_again(
    parts: list[tuple[str, TRUTH]],
) -> None:
    clauses = parse(" and ".join(text for text, _ in parts))
    assert [one.node.holds(VALUES) for one in clauses] == [is_true for _, is_true in parts]
    assert [parse(one.text)[0].node for one in clauses] == [one.node for one in clauses]


WORDS = ["inflight.max", "ttft.p50", "and", "or", "not", "(", ")", "<", "==", "5", "2ms", "=", "$"]


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=8).map("\n".join)
)
def test_any_text_is_an_assertion_or_has_problems_within_it(text: str) -> None:
    try:
        clauses = parse(text)
    except SettingsError as error:
        problems = error.problems
    else:
        assert all(one.node.holds(VALUES) in (True, False, None) for one in clauses)
        return
    lines = text.split("\n")
    assert problems
    for problem in problems:
        found = re.match(r"assertion:(\d+):(\d+): .", problem)
        assert found, problem
        assert int(found[2]) <= len(lines[int(found[1]) - 1]) + 1
