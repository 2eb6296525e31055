"""ErrorForms as other services tell them: a status, words and a layout for each, as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.openai.envelope import further_fields, members
from sanic_mock.dialects.openai.flavours.flavour import ErrorWords, Flavour
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.openai.flavours.layout import ABSENT, filled
from sanic_mock.errors import Problem

_ENDING_LETTERS = 4
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
# OpenAI's first sentences whose further ones are of its own pages and roles, and what is said
# instead, by analogy.
_OWN_SENTENCES = {
    "You have insufficient permissions for this operation.": "Forbidden",
    "The server had an error while processing your request.": "Internal Server Error",
}
_OWN_PAGES = "openai.com"
_JSON = b"Content-Type: application/json\r\n"


class KeyProblem(Problem):
    """A key that is not let in, or none.

    Args:
        key: the key, "" for none.
    """

    def __init__(self, key: str) -> None:
        super().__init__(401, "Unauthorized", code="invalid_api_key")
        self.key = key


class NumberedProblem(Problem):
    """One whose status was asked for by its number, which it has at every service.

    Args:
        problem: what is told with it.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            problem.status,
            problem.message,
            kind=problem.kind,
            param=problem.param,
            code=problem.code,
            retry_s=problem.retry_s,
            headers=problem.headers,
        )


def rendered(
    flavour: Flavour, head: ServiceHead, problem: Problem, digest: bytes, now_s: int
) -> Whole:
    """Render a problem in a service's words."""
    worded, wording = _worded(flavour, problem)
    body = _body(flavour, worded, wording, digest) + wording.end + flavour.errors.end
    fields = date_field(now_s) + _JSON + head.named(digest, now_s) + further_fields(worded)
    return Whole(worded.status, fields, body)


def event(flavour: Flavour, problem: Problem, digest: bytes) -> bytes:
    """Return an error as an event of a stream, by analogy with OpenAI's."""
    worded, wording = _worded(flavour, problem)
    return b"data: %b\n\n" % _body(flavour, worded, wording, digest)


def renderer(flavour: Flavour) -> Callable[[Problem, bytes, int], Whole]:
    """Return what renders errors of a service."""
    return partial(rendered, flavour, ServiceHead(flavour))


def no_key() -> Problem:
    """A request without a key, where keys are checked."""
    return KeyProblem("")


def _worded(flavour: Flavour, problem: Problem) -> tuple[Problem, ErrorWords]:
    """Return a problem as the service has it, and how it is told."""
    wordings = flavour.errors.wordings
    wording = wordings.get(problem.code or "") or wordings.get(problem.status) or ErrorWords()
    if problem.message.startswith("sanic_mock"):  # ours is never told as theirs
        wording = ErrorWords(layout=None, kind=wording.kind, code=wording.code)
    key = problem.key[-_ENDING_LETTERS:] if isinstance(problem, KeyProblem) else ""
    message = _neutral(problem.message)
    if wording.message is not None:
        message = wording.message.format(key=key, model=_named(problem))
    is_numbered = isinstance(problem, NumberedProblem)
    told = Problem(
        problem.status if is_numbered else wording.status or problem.status,
        message,
        kind=wording.kind or problem.kind,
        param=problem.param,
        code=problem.code if wording.code is None else wording.code,
        retry_s=problem.retry_s,
        headers=problem.headers,
    )
    return told, wording


def _neutral(message: str) -> str:
    """Return a message without what only OpenAI would say."""
    first, *further = _SENTENCE_END.split(message)
    if first in _OWN_SENTENCES:
        return _OWN_SENTENCES[first]
    return " ".join((first, *(one for one in further if _OWN_PAGES not in one)))


def _named(problem: Problem) -> str:
    """Return the model that a sentence of OpenAI's names, in backticks."""
    _, _, rest = problem.message.partition("`")
    return rest.partition("`")[0]


def _body(flavour: Flavour, problem: Problem, wording: ErrorWords, digest: bytes) -> bytes:
    told = members(problem, digest)
    values: dict[str, Any] = {
        "message": told.message,
        "type": told.type,
        "param": told.param,
        "code": ABSENT if told.code is None and not flavour.errors.has_null_code else told.code,
        "status": problem.status,
    }
    return msgspec.json.encode(filled(wording.layout or flavour.errors.layout, values))
