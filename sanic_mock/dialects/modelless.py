"""A vendor that has operations alone: no model answers, and nobody needs a key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.operation import Operation
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem


class Modelless(ABC):
    """What such vendors have in common; see dialects.vendor.Vendor."""

    TEMPLATES: ClassVar[tuple[str, ...]] = ()
    ANSWERED_BY: ClassVar[str] = ""
    READS_GZIP: ClassVar[bool] = False
    CALL_FIELDS: ClassVar[tuple[str, ...]] = ()

    def dialects(self) -> Iterable[Dialect]:
        """See Vendor; no model answers here."""
        return ()

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor; there is no template that could be asked for."""
        raise NotImplementedError

    def provider(self, head: RequestHead) -> str:
        """See Vendor; there is nothing to tell of."""
        return ""

    def key_of(self, head: RequestHead) -> str:
        """See Vendor; keys are not looked at."""
        return ""

    def refusal(self, head: RequestHead, operation: Operation) -> Problem | None:
        """See Vendor; everybody is let in."""
        return None

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(Problem(404, f"There is no {head.path}."), digest, now_s)

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor; of a body it may be that it is not read."""
        match refusal.kind:
            case "too_many_values":
                told = f"has more than {refusal.limit} arrays, objects and values"
            case "string_too_long":
                told = f"has more than {refusal.limit} letters in {refusal.detail}"
            case _:
                return Problem(500, f"sanic_mock failed: {refusal.detail}", kind="server_error")
        return Problem(400, f"The body {told}; it is not read.")

    @abstractmethod
    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
