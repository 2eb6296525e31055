"""What passes between the verifier and its client: a job, each question's bytes, each answer.

Both sides make question n from n alone, so that the verifier can plan the answer to bytes that it
never sees, and no two questions are the same case.
"""

from __future__ import annotations

import msgspec

PATH = "/v1/chat/completions"

_WORDS = ("mock", "latency", "token", "stream", "engine", "queue", "batch", "prompt", "cache")
_LONGEST = 200  # words; questions of many lengths, because a prompt's length may cost time
_STEP = 83  # has no factor in common with _LONGEST, so all lengths come up equally often


class ClientJob(msgspec.Struct):
    """What the client is to do.

    Attributes:
        host: where the server listens.
        port: and on which port.
        key: what authorises a request; "" sends none.
        first: number of the first question.
        requests: how many questions to ask.
        streams: how many at a time.
        patience_s: give up when nothing was heard for so long.
    """

    host: str
    port: int
    key: str
    first: int
    requests: int
    streams: int
    patience_s: float


class TimedAnswer(msgspec.Struct):
    """What came of one question. Times are `monotonic_ns`, which processes share.

    Attributes:
        number: of the question.
        sent_ns: just before the request was written.
        stamps: times just after a read that completed at least one event with text.
        events: how many such events had come by each of the stamps.
        ended_ns: just after the read that completed the answer.
        tokens: what its usage says, reasoning included.
        size: bytes of its events.
        problem: what went wrong; "" is nothing.
        head_ns: just after the read that completed the head.
    """

    number: int
    sent_ns: int
    stamps: list[int]
    events: list[int]
    ended_ns: int = 0
    tokens: int = 0
    size: int = 0
    problem: str = ""
    head_ns: int = 0


class ClientReport(msgspec.Struct, omit_defaults=True):
    """One line from the client: how far it is, an answer, or at the end its own lag.

    Attributes:
        done: how many answers are complete.
        answer: one of them.
        lags: how late the client noticed each tick of its own timer, ns.
    """

    done: int = 0
    answer: TimedAnswer | None = None
    lags: list[int] | None = None


def question(number: int) -> bytes:
    """Return the body of question `number`."""
    count = 1 + number * _STEP % _LONGEST
    words = [_WORDS[(number + place * place) % len(_WORDS)] for place in range(count)]
    return (
        b'{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},'
        b'"messages":[{"role":"user","content":"Question %d: %b?"}]}'
        % (number, " ".join(words).encode())
    )


def request(job: ClientJob, number: int) -> bytes:
    """Return question `number` as an HTTP request."""
    body = question(number)
    key = f"Authorization: Bearer {job.key}\r\n" if job.key else ""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {job.host}:{job.port}\r\n{key}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
