"""What a complete answer says: status, usage and the size of its events, read off raw bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sanic_mock.verify.question import TimedAnswer

HEAD_END = b"\r\n\r\n"
#: How an answer ends: the last HTTP chunk after the end of another.
END = b"\r\n0\r\n\r\n"
#: What only events with text have: no text can contain it, because it escapes its quotes.
TEXT = b'"delta":{"content":"'
# What shows that a model thinks is no part of what it says.
_SIGNS = (b":", b"event: ping\n")


def finish(answer: TimedAnswer, raw: bytes) -> TimedAnswer:
    """Complete an answer from all its bytes, head included."""
    head, _, framed = raw.partition(HEAD_END)
    if head[9:12] != b"200":
        answer.problem = head.partition(b"\r\n")[0].decode("latin-1")
        return answer
    try:
        _read_events(answer, b"".join(chunks(framed)))
    except (ValueError, KeyError, IndexError) as error:
        answer.problem = f"the answer could not be read: {error!r}"
    return answer


def chunks(framed: bytes) -> Iterator[bytes]:
    """Yield the content of HTTP chunks; raises ValueError where they are not whole."""
    place = 0
    while True:
        border = framed.index(b"\r\n", place)
        length = int(framed[place:border], 16)
        if not length:
            return
        place = border + 2 + length
        yield framed[border + 2 : place]
        place += 2


def _read_events(answer: TimedAnswer, content: bytes) -> None:
    events = [one for one in content.split(b"\n\n") if one and not one.startswith(_SIGNS)]
    if events[-1] != b"data: [DONE]":
        raise ValueError("no [DONE]")
    answer.size = sum(map(len, events)) + 2 * len(events)
    answer.tokens = json.loads(events[-2].removeprefix(b"data: "))["usage"]["completion_tokens"]
