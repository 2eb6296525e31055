"""Keeps what becomes of answers of the Sanic lane that are all due at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sanic import HTTPResponse

from sanic_mock.dialects.answer import Events, Feed, SlicedWhole, Whole
from sanic_mock.dialects.control.vendor import Control
from sanic_mock.dialects.router import Found
from sanic_mock.ledger.series import OTHERS
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Ending, Label
from sanic_mock.server.variant import Route, Variant

# Is told status, bytes of content and ending of an answer.
Keep = Callable[[int, int, Ending], None]


class Sent:
    """What was sent of an answer.

    Attributes:
        status: HTTP status.
        size: bytes of content.
    """

    __slots__ = ("size", "status")

    def __init__(self) -> None:
        self.status = 200
        self.size = 0

    def answer(self, answer: Whole | Events | Feed) -> None:
        """Take note of an answer that is sent; of a stream, how long that is is not known yet."""
        if isinstance(answer, Whole):
            self.status = answer.status
            self.size = answer.size if isinstance(answer, SlicedWhole) else len(answer.body)

    def response(self, response: HTTPResponse) -> HTTPResponse:
        """Take note of a response, and return it."""
        self.status, self.size = response.status, len(response.body or b"")
        return response


@contextmanager
def noted(keep: Keep | None) -> Iterator[Sent]:
    """Keep what is sent in a block, when it has ended."""
    sent = Sent()
    ending: Ending = "completed"
    try:
        yield sent
    except (asyncio.CancelledError, ConnectionError):
        ending = "left"
        raise
    except BaseException:
        ending = "failed"
        raise
    finally:
        if keep is not None:
            keep(sent.status, sent.size, ending)


def keeper_of_answer(route: Route, planned: Planned) -> Keep | None:
    """Return what keeps a model's answer; None where nothing is kept."""
    log = route.variant.log
    if log is None:
        return None
    return partial(_keep_answer, log, route.label, planned)


def keeper_of_operation(variant: Variant, found: Found) -> Keep | None:
    """Return what keeps an answer without a model; None of our own API: who asks sees it there."""
    if variant.log is None or isinstance(found.vendor, Control):
        return None
    path = OTHERS if found.place is None else found.place.template
    return partial(variant.log.note_modelless, Label(path, "", variant.settings.profile))


def _keep_answer(
    log: AnswerLog, label: Label, planned: Planned, status: int, size: int, ending: Ending
) -> None:
    log.note(label, planned, size, ending)
