"""What faults know of server-sent events, whatever ends their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.event_format import SERVER_SENT, ServerSentFormat, first_changed

FORMATS = [SERVER_SENT, ServerSentFormat(b"\r\n")]
TEXTS = st.lists(st.text("ab {}", min_size=1).map(str.encode), max_size=5)


@pytest.mark.parametrize("form", FORMATS)
@given(TEXTS)
def test_events_are_split_as_they_were_joined(form: ServerSentFormat, texts: list[bytes]) -> None:
    events = [form.event(text) for text in texts]

    assert form.split(b"".join(events)) == events
    assert form.count(b"".join(events)) == len(events)
    assert form.split(b"".join(events) + b"data: {") == [*events, b"data: {"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_comment_is_no_event(form: ServerSentFormat) -> None:
    assert form.count(form.comment(b"keep-alive")) == 0


@pytest.mark.parametrize("form", FORMATS)
def test_an_event_with_other_data_is_well_made(form: ServerSentFormat) -> None:
    event = b"event: delta" + form.event(b"")[6:-2] + form.event(b"one")
    changed = form.with_data(event, lambda data: data + b" more")

    assert changed.endswith(form.event(b"one more"))
    assert changed.startswith(b"event: delta")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("way", range(3))
def test_a_broken_event_is_another_one(form: ServerSentFormat, way: int) -> None:
    event = form.event(b'{"text":"one"}')

    assert form.broken(event, bytes([way]) + bytes(63)) != event


def test_the_first_event_is_changed_alone() -> None:
    one, two = SERVER_SENT.event(b"1"), SERVER_SENT.event(b"2")

    assert first_changed(SERVER_SENT, one + two, lambda event: event + event) == one + one + two
    assert first_changed(SERVER_SENT, b"half", bytes.upper) == b"HALF"
    assert first_changed(SERVER_SENT, b"", lambda event: b"all") == b"all"
