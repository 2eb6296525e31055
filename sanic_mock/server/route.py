"""Who answers a request, as its head decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

if TYPE_CHECKING:
    from sanic_mock.server.variant import Variant


class Route(NamedTuple):
    """What a head decides for every request that bears it.

    Attributes:
        dialect: reads the request and renders the answer.
        refusal: what it is answered instead, or None.
        key: the key that the client gave, "" for none.
        rule: the rule that chose the variant, "" for none.
        variant: the profile that it is answered by.
    """

    dialect: Dialect
    refusal: Problem | Refusal | None
    key: str
    rule: str
    variant: Variant

    def refused(self, body: bytes) -> Problem:
        """Return the error of a route that has a refusal, worded for a request's body."""
        refusal = self.refusal
        assert refusal is not None
        if isinstance(refusal, Refusal):
            return self.dialect.refused(refusal, self.dialect.named(body))
        return refusal
