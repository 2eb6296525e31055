"""Answers in one call that tell which phase runs, and whose request may be the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sanic_mock.server.answer_now import DrawnAnswer
from sanic_mock.server.served_profile import ServedProfile

Answer = TypeVar("Answer")


def marked_drawn(answer: DrawnAnswer, served: ServedProfile) -> DrawnAnswer:
    """Return what answers as another does, and tells the phase; that itself without phases."""
    if served.phased is None:
        return answer
    mark = served.phased.marked_bytes
    return lambda body, digest: mark(answer(body, digest))


def noticed_now(
    answer: Callable[[bytes], Answer], served: ServedProfile
) -> Callable[[bytes], Answer]:
    """Return what answers as another does, once notice has been taken of the request."""
    if served.phased is None:
        return answer
    note = served.note_request

    def answer_now(body: bytes) -> Answer:
        note()
        return answer(body)

    return answer_now
