"""Events without what they should tell: rows of events as they are sent."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.openai.omitting import without
from sanic_mock.engine.faults.behaviour import Omission

CHOICE = (
    b'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":%b}],"usage":%b}\n\n'
)
USAGE = b'{"prompt_tokens":8,"total_tokens":9,"prompt_tokens_details":{"cached_tokens":0}}'
LAST = b'event: response.completed\ndata: {"response":{"status":"completed","usage":%b}}\n\n'
QUOTED = (
    rb'data: {"choices":[{"delta":{"content":"\"finish_reason\":\"stop\",\"usage\":{}"}}]}' b"\n\n"
)


@pytest.mark.parametrize(
    ("what", "event", "wanted"),
    [
        ("finish", CHOICE % (b'"stop"', b"null"), CHOICE % (b"null", b"null")),
        ("finish", CHOICE % (b"null", USAGE), CHOICE % (b"null", USAGE)),
        ("finish", LAST % USAGE, b""),
        ("finish", QUOTED, QUOTED),
        ("usage", CHOICE % (b'"stop"', USAGE), CHOICE % (b'"stop"', b"null")),
        ("usage", b'data: {"choices":[],"usage":%b}\n\n' % USAGE, b""),
        (
            "usage",
            b'data: {"choices":[],"filters":[]}\n\n',
            b'data: {"choices":[],"filters":[]}\n\n',
        ),
        ("usage", LAST % USAGE, LAST % b"null"),
        ("usage", QUOTED, QUOTED),
    ],
)
def test_an_event_does_not_tell_it(what: Omission, event: bytes, wanted: bytes) -> None:
    assert without(event, what) == wanted
