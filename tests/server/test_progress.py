"""How far a stream has come: every piece once, in order, whenever it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.server.progress import progress_of
from sanic_mock.server.tape_clock import Cursor
from tests.server.events import stream


def sent(answer: Events, *ready: int, is_grouped: bool = False) -> bytes:
    """Return the bytes of a stream that got so far at each look."""
    progress = progress_of(answer, is_grouped)
    return b"".join(map(progress.take, ready)) + progress.rest()


END = b"> stop\n> usage\n[DONE]\n"


@pytest.mark.parametrize(
    ("ready", "is_grouped", "expected"),
    [
        ((1, 2, 3), False, b"> role\n> a\n> b\n> c\n" + END),
        ((3,), False, b"> role\n> a\n> b\n> c\n" + END),
        ((2, 3), False, b"> role\n> a\n> b\n> c\n" + END),
        ((0, 3), False, b"> role\n> a\n> b\n> c\n" + END),
        ((99,), False, b"> role\n> a\n> b\n> c\n" + END),
        ((2, 3), True, b"> role\n> ab\n> c\n" + END),
        ((3,), True, b"> role\n> abc\n" + END),
        ((3, 3), True, b"> role\n> abc\n" + END),
    ],
)
def test_a_stream_goes_on_where_it_was(
    ready: tuple[int, ...], is_grouped: bool, expected: bytes
) -> None:
    assert sent(stream(b"a", b"b", b"c"), *ready, is_grouped=is_grouped) == expected


def test_a_stream_sent_piece_by_piece_is_the_stream_sent_at_once() -> None:
    answer = stream(b"a", b"b", b"c")

    assert sent(answer, 1, 2, 3) == answer.everything()


@pytest.mark.parametrize("is_grouped", [False, True])
def test_a_stream_without_text_still_opens_and_ends(is_grouped: bool) -> None:
    assert sent(stream(), 1, is_grouped=is_grouped) == b"> role\n" + END


def test_a_note_stands_before_the_end() -> None:
    progress = progress_of(stream(b"a"), False)

    written = progress.take(1) + progress.rest(b": note\n\n")

    assert written == b"> role\n> a\n> stop\n> usage\n: note\n\n[DONE]\n"


def test_nothing_due_writes_nothing() -> None:
    progress = progress_of(stream(b"a", b"b"), False)
    progress.take(1)

    assert progress.take(1) == b""


def test_a_whole_answer_is_sent_at_its_end() -> None:
    progress = progress_of(Whole(200, b"", b"body"), False)

    assert (progress.take(5), progress.rest(b": note\n\n")) == (b"", b"body")


def test_a_cursor_tells_when_it_is_next_due() -> None:
    cursor = Cursor(iter([(5, 1), (9, 2)]), 100)

    assert cursor.due_ns == 105
    assert list(cursor.take(104)) == []
    assert list(cursor.take(105)) == [1]
    assert (cursor.due_ns, cursor.taken_ns) == (109, 105)
    assert list(cursor.take(500)) == [2]
    assert (cursor.due_ns, cursor.taken_ns) == (0, 109)
    assert list(cursor.take(500)) == []


@given(
    gaps=st.lists(st.integers(0, 50), min_size=1, max_size=40),
    looks=st.lists(st.integers(0, 120), max_size=40),
    size=st.integers(1, 4),
    is_grouped=st.booleans(),
)
def test_every_piece_is_sent_once_in_order_and_never_early(
    gaps: list[int], looks: list[int], size: int, is_grouped: bool
) -> None:
    """Whenever the stream is woken: early, late, often or once."""
    due = [1000 + offset for offset in accumulate(gaps)]
    pieces = [b"%d," % number for number in range(len(gaps) * size)]
    releases = ((at - 1000, size * place) for place, at in enumerate(due, 1))
    cursor = Cursor(iter(releases), 1000)
    progress = progress_of(stream(*pieces, opening=()), is_grouped)

    written: list[bytes] = []
    for now_ns in [*accumulate(looks, initial=1000), 10**6]:
        for ready in cursor.take(now_ns):
            written += progress.take(ready).split(b"> ")[1:]
            assert due[ready // size - 1] <= now_ns
        assert cursor.due_ns == 0 or cursor.due_ns > now_ns

    assert b"".join(written).replace(b"\n", b"") == b"".join(pieces)
    assert len(written) == (len(gaps) if is_grouped else len(pieces))


@pytest.mark.parametrize("render", [Events.everything, lambda answer: sent(answer, 3)])
def test_what_streams_share_is_not_changed_by_sending(render: Callable[[Events], bytes]) -> None:
    answer = stream(b"a", b"b", b"c")

    assert render(answer) == render(answer)
