"""Refuses: an error in the place of an answer, with headers and a body as some gateway sends it."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from math import ceil

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances, Refuse
from sanic_mock.engine.faults.heads import with_type
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.engine.refusal import Refusal, on_demand
from sanic_mock.profile.error_names import STATUS_OF
from sanic_mock.profile.sections.faults.refusing import StatusFault

_PAGE = (
    "<html>\r\n<head><title>{status} {phrase}</title></head>\r\n"
    "<body>\r\n<center><h1>{status} {phrase}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def _refusal(entry: StatusFault) -> Refuse:
    """Return what makes the error."""
    asked = on_demand(entry.code)
    assert asked is not None
    made = asked._replace(
        retry_s=_retry_s(entry, asked),
        message=entry.message or "",
        is_wait_asked=entry.retry_after_s is not None and entry.retry_fields == "both",
    )
    fixed = made._replace(headers=tuple(_fields(entry, 0.0)))
    if entry.retry_fields != "date":
        return lambda now_s: fixed
    return lambda now_s: made._replace(headers=tuple(_fields(entry, now_s)))


def _retry_s(entry: StatusFault, refusal: Refusal) -> float | None:
    """Return the wait that is told in both fields; one that is told otherwise is a header."""
    if entry.retry_after_s is None:
        return refusal.retry_s
    return entry.retry_after_s if entry.retry_fields == "both" else None


def _fields(entry: StatusFault, now_s: float) -> Iterator[tuple[str, str]]:
    if entry.should_retry is not None:
        yield "x-should-retry", "true" if entry.should_retry else "false"
    if entry.retry_after_s is None:
        return
    match entry.retry_fields:
        case "seconds":
            yield "retry-after", str(ceil(entry.retry_after_s))
        case "ms":
            yield "retry-after-ms", str(ceil(entry.retry_after_s * 1e3))
        case "date":  # RFC 9110, section 10.2.3
            yield "retry-after", formatdate(ceil(now_s + entry.retry_after_s), usegmt=True)


class _ReplacedBody(PassiveStage):
    """Another body, of another type; before HTTP's framing, which counts it.

    Args:
        content_type: the field's value; "" for no such field.
        body: of any length.
    """

    def __init__(self, content_type: str, body: bytes) -> None:
        self._type = content_type
        self._body = body

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            yield part._replace(content=with_type(part.content, self._type))
        elif part.kind == "content":
            yield part._replace(content=self._body)
        else:
            yield part


def _stage(entry: StatusFault, circumstances: Circumstances) -> _ReplacedBody:
    """Return what replaces the body, where it is not the vendor's own."""
    if entry.body == "empty":
        return _ReplacedBody("", b"")
    status = STATUS_OF.get(entry.code) or int(entry.code)
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
    page = _PAGE.format(status=status, phrase=phrase)
    return _ReplacedBody("text/html", page.encode())


def _is_shaping(entry: StatusFault) -> bool:
    return entry.body != "api"


BEHAVIOUR = Behaviour(
    "refuses", refusal=_refusal, stage=_stage, standing="content", is_shaping=_is_shaping
)
