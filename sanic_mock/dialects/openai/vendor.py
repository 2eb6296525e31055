"""OpenAI's API: its paths, who is let in, and what is answered where no endpoint is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.openai import (
    authentication,
    chat_stored,
    envelope,
    gateway_errors,
    listing,
    refusals,
    traces,
)
from sanic_mock.dialects.openai.endpoint import ANY_MODEL, Endpoint
from sanic_mock.dialects.openai.endpoints import SUFFIXES, Endpoints
from sanic_mock.dialects.openai.http import request_id_field
from sanic_mock.dialects.openai.responses import conversation_operations, counting
from sanic_mock.dialects.openai.responses import operations as responses_operations
from sanic_mock.dialects.openai.wire import WIRES
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

PREFIXES = ("/v1", "", "/openai/v1")

# Without their prefix.
OPERATIONS = (
    *listing.OPERATIONS,
    *traces.OPERATIONS,
    *chat_stored.OPERATIONS,
    *responses_operations.OPERATIONS,
    *counting.OPERATIONS,
    *conversation_operations.OPERATIONS,
)
_SUFFIXES = {prefix + suffix: suffix for prefix in PREFIXES for suffix in SUFFIXES}


def under(prefix: str) -> tuple[Operation, ...]:
    """Return all operations under a prefix."""
    return tuple(one._replace(template=prefix + one.template) for one in OPERATIONS)


class OpenAI(VendorBase):
    """OpenAI for one server; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (bearer.FIELD, *own_fields.FIELDS)
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(_SUFFIXES)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        one for prefix in PREFIXES for one in under(prefix)
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._any_model = state.settings.model or ANY_MODEL
        self._endpoints = state.part(Endpoints)

    def dialects(self) -> Iterable[Endpoint[Any]]:
        """See Vendor."""
        return self._endpoints.every()

    def claims(self, head: RequestHead) -> bool:
        """See Vendor; whatever is nobody else's is asked of OpenAI."""
        return True

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        mode = own_fields.mode(head, self._mode)
        endpoint = self._endpoints.find(_SUFFIXES[place.template], mode, own_fields.wire(head))
        return self._admission(head, endpoint, self._refusal(head, endpoint.no_key()))

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "openai"

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor; who has no key is told nothing."""
        unknown = gateway_errors.unknown_url(head.method, head.path)
        return self.error(self._seen(head, unknown), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor; who has no key is told nothing."""
        return self._seen(head, gateway_errors.wrong_method(head.method, head.path, allowed))

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, self._any_model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        if isinstance(problem, gateway_errors.UnseenProblem):
            return Whole(404, date_field(now_s) + request_id_field(digest), b"")
        return envelope.error(problem, digest, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, operation.no_key(), is_answered=False)

    def _seen(self, head: RequestHead, problem: Problem) -> Problem:
        """Return what is told of a path that is nothing: without a key, that too is nothing."""
        is_told = not self._keys or head.field(bearer.FIELD)
        return problem if is_told else gateway_errors.UnseenProblem(404, "")

    def _refusal(
        self, head: RequestHead, no_key: Problem, *, is_answered: bool = True
    ) -> Problem | None:
        """Return what is wrong with a key, or with the fields that only sanic-mock reads."""
        if problem := authentication.refusal(head, self._keys, no_key):
            return problem
        wrong = own_fields.wrong(
            head,
            is_answered=is_answered,
            has_wishes=self._has_wishes,
            wires=WIRES if is_answered else (),
        )
        return None if wrong is None else gateway_errors.bad_field(wrong)
