"""What vendors have in common whose models answer: keys, modes, and the fields of our own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem


class VendorBase(ABC):
    """Base of vendors; see dialects.vendor.Vendor.

    Args:
        state: what all vendors share.

    Attributes:
        ANSWERED_BY: see dialects.vendor.Vendor; most are there from the start.
        CALL_FIELDS: likewise; most operations read none.
        READS_GZIP: likewise; of most nobody has seen that they do.
    """

    ANSWERED_BY: ClassVar[str] = ""
    CALL_FIELDS: ClassVar[tuple[str, ...]] = ()
    READS_GZIP: ClassVar[bool] = False

    def __init__(self, state: State) -> None:
        settings = state.settings
        self._state, self._settings = state, settings
        self._keys = frozenset(settings.api_keys)
        self._mode = settings.mode
        self._has_wishes = settings.steering.headers

    def dialects(self) -> Iterable[Dialect]:
        """See Vendor; most make them when they are first asked for."""
        return ()

    def key_of(self, head: RequestHead) -> str:
        """See Vendor."""
        return bearer.key_of(head)

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor."""
        return own_fields.mode(head, self._mode) == "strict"

    def refusal(self, head: RequestHead, operation: Operation) -> Problem | None:
        """See Vendor."""
        if problem := self._call_problem(head, operation):
            return problem
        demanded = own_fields.demanded(head)
        return None if demanded is None else self.refused(demanded)

    @abstractmethod
    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""

    @abstractmethod
    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        """Return what is wrong with the head of a call of an operation."""

    def _admission(
        self, head: RequestHead, dialect: Dialect, refusal: Problem | Refusal | None
    ) -> Admission:
        """Return who answers a request, with what that asks for itself."""
        refusal = refusal or own_fields.demanded(head)
        faults, wish = own_fields.faults(head), own_fields.wish(head)
        return Admission(dialect, refusal, self.key_of(head), faults, wish)
