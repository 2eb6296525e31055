"""On which terms the requests of a head are answered, whoever answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.profile.sections.answers.wish import NO_WISH, Wish
from sanic_mock.server.result import Label


class RouteTerms(msgspec.Struct, frozen=True):
    """What a head decides of the answers to all requests that bear it.

    Attributes:
        label: what its requests are counted under: path and key.
        dialect: reads the request and renders the answer.
        refusal: what it is answered instead, or None; or what says so, as long as that lasts.
        drawer: the faults that may come; None for none.
        fields: the header fields that rules of answers name, as far as it has them.
        wish: what its requests ask for themselves.
        case: decides their chance in place of their bodies; empty for those.
        model: stands for the one that they name, behind which something is asked for; "" for that.
        is_read: whether what a body asks for is among that.
    """

    label: Label
    dialect: Dialect
    refusal: Problem | Refusal | Callable[[], Refusal | None] | None = None
    drawer: FaultDrawer | None = None
    fields: Mapping[str, str] = {}
    wish: Wish = NO_WISH
    case: bytes = b""
    model: str = ""
    is_read: bool = False

    @property
    def key(self) -> str:
        """The key that the client gave, "" for none."""
        return self.label.key

    def refused(self, body: bytes) -> Problem | None:
        """Return the error of a head that has a refusal, worded for a request's body.

        None where the refusal has ended.
        """
        refusal = self.refusal
        if callable(refusal):
            refusal = refusal()
        if isinstance(refusal, Refusal):
            return self.dialect.refused(refusal, self.dialect.named(body))
        return refusal
