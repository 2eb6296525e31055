"""Anthropic's API: its paths, who is let in, and what is answered where no endpoint is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors, operations, refusals
from sanic_mock.dialects.anthropic.batches.operations import IN_BATCH
from sanic_mock.dialects.anthropic.betas import unknown_betas
from sanic_mock.dialects.anthropic.http import NEW, OLD, VERSION
from sanic_mock.dialects.anthropic.messages.surface import MessagesSurface
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

if TYPE_CHECKING:
    from sanic_mock.dialects.anthropic.messages.dialect import Messages

PREFIXES = ("/anthropic", "")
KEY, BETA = "x-api-key", "anthropic-beta"
# A page in a browser says by the second that it means to show its key to who reads it.
ORIGIN, BROWSER = "origin", "anthropic-dangerous-direct-browser-access"
# The first version is refused by newer models, but taken.
VERSIONS = frozenset(("2023-01-01", OLD, NEW))
_MESSAGES = "/v1/messages"
# What others have, too, or nobody here: it is asked of Anthropic where a version is named.
_SHARED = tuple(
    f"/v1/{name}"
    for name in (
        *("models", "files", "complete", "skills", "organizations", "agents", "environments"),
        *("sessions", "vaults", "memory_stores", "user_profiles", "tunnels", "webhooks"),
    )
)


class Anthropic(VendorBase):
    """Anthropic for one server; see dialects.vendor.Vendor."""

    ANSWERED_BY: ClassVar[str] = "sanic_mock.dialects.anthropic.messages.dialect"
    # what a proxy has compressed is answered [gzip-2026]
    READS_GZIP: ClassVar[bool] = True
    FIELDS: ClassVar[tuple[str, ...]] = (
        *(bearer.FIELD, KEY, VERSION, BETA, ORIGIN, BROWSER),
        *own_fields.FIELDS,
    )
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(prefix + _MESSAGES for prefix in PREFIXES)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        one._replace(template=prefix + one.template)
        for prefix in PREFIXES
        for one in operations.OPERATIONS
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._any_model = state.settings.model or ""
        self._known: dict[MessagesSurface, Messages] = {}

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        path = head.path
        if path.startswith(("/v1/messages", "/anthropic/")):
            return True
        return path.startswith(_SHARED) and head.field(VERSION) is not None

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        dialect = self._dialect(head)
        return self._admission(head, dialect, self._refusal(head))

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "anthropic"

    def key_of(self, head: RequestHead) -> str:
        """See Vendor; of two, this one counts [issues-2026]."""
        return head.field(KEY) or bearer.key_of(head)

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(errors.not_found(), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        return errors.wrong_method(allowed)

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, self._any_model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return envelope.error(problem, digest, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, is_answered=False)

    def _dialect(self, head: RequestHead) -> Messages:
        surface = MessagesSurface(
            self.is_strict(head),
            head.field(VERSION) == NEW,
            IN_BATCH in head.fields,
            head.field(ORIGIN) is not None and head.field(BROWSER) == "true",
        )
        found = self._known.get(surface)
        if found is None:
            # needed by who is asked for messages, and its import takes long
            from sanic_mock.dialects.anthropic.messages.dialect import Messages

            found = self._known[surface] = self._state.part(Messages).on(surface)
        return found

    def _refusal(self, head: RequestHead, *, is_answered: bool = True) -> Problem | None:
        """Return what is wrong with a key, a version, or the fields that only sanic-mock reads."""
        is_strict = self.is_strict(head)
        if is_strict and head.field(ORIGIN) is not None and head.field(BROWSER) != "true":
            return errors.no_browser(BROWSER)
        if self._keys and (problem := self._key_problem(head)):
            return problem
        if is_strict and (problem := _version_problem(head)):
            return problem
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else errors.bad_field(wrong)

    def _key_problem(self, head: RequestHead) -> Problem | None:
        key = self.key_of(head)
        if not key:
            return errors.no_key()
        return None if key in self._keys else errors.bad_key()


def _version_problem(head: RequestHead) -> Problem | None:
    """Return what is wrong with the version, or with what is asked for in trial."""
    version = head.field(VERSION)
    if version is None:
        return errors.no_version()
    if version not in VERSIONS:
        return errors.bad_version(version)
    unknown = unknown_betas(head.field(BETA) or "")
    return errors.bad_beta(unknown) if unknown else None
