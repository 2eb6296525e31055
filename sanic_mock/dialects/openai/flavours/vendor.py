"""Services that answer OpenAI's requests: at a path of their own, or at OpenAI's by the profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import gateway_errors, listing, refusals
from sanic_mock.dialects.openai.endpoint import ANY_MODEL
from sanic_mock.dialects.openai.endpoints import SUFFIXES
from sanic_mock.dialects.openai.flavours import errors
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.service import Service
from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem


class _Asked(NamedTuple):
    """What a path asks of which service.

    Attributes:
        service: its name; "" is the one that the profile names.
        suffix: what follows its base.
    """

    service: str
    suffix: str


def _paths(prefix: str, flavours: Iterable[Flavour]) -> dict[str, str]:
    """Return the paths of services under a prefix, and what each of them ends with."""
    bases = {base for one in flavours for base in one.bases}
    return {f"{prefix}{base}{suffix}": suffix for base in sorted(bases) for suffix in SUFFIXES}


_ASKED = {
    **{path: _Asked("", suffix) for path, suffix in _paths("", FLAVOURS.values()).items()},
    **{
        path: _Asked(name, suffix)
        for name, one in FLAVOURS.items()
        for path, suffix in _paths(f"/{name}", (one,)).items()
    },
}

# As the registry of attributes has it, where that differs (opentelemetry.io, gen_ai.provider.name).
_PROVIDERS = {"mistral": "mistral_ai", "xai": "x_ai"}


def _listings(flavour: Flavour) -> Iterable[Operation]:
    """Yield the operations that a service has at its own paths: its models."""
    error, no_key = errors.renderer(flavour), errors.no_key
    for base in flavour.bases:
        for one in listing.OPERATIONS:
            if one.method == "GET":
                template = f"/{flavour.name}{base}{one.template}"
                yield one._replace(template=template, error=error, no_key=no_key)


class Services(VendorBase):
    """All services of one server; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (bearer.FIELD, *own_fields.FIELDS)
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(_ASKED)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        operation for one in FLAVOURS.values() for operation in _listings(one)
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._any_model = settings.model or ANY_MODEL
        self._own = settings.flavour if settings.flavour in FLAVOURS else ""
        self._known: dict[str, Service] = {}

    def dialects(self) -> Iterable[Dialect]:
        """See Vendor; those that the profile asks for are OpenAI's place to answer."""
        return [self._service(self._own).endpoint(suffix) for suffix in SUFFIXES if self._own]

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        name = head.path.split("/", 2)[1] if head.path[:1] == "/" else ""
        if name in FLAVOURS:
            return True
        asked = _ASKED.get(head.path)
        return bool(self._own) and asked is not None and not asked.service

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        asked = _ASKED[place.template]
        endpoint = self._service(asked.service or self._own).endpoint(asked.suffix)
        return self._admission(head, endpoint, self._refusal(head))

    def provider(self, head: RequestHead) -> str:
        """See Vendor; one without a name of its own there is called what it is here."""
        name = self._named(head)
        return _PROVIDERS.get(name, name)

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor; none of them refuses what OpenAI alone refuses."""
        return False

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        problem = gateway_errors.unknown_url(head.method, head.path)
        return self._service(self._named(head)).error(problem, digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        return gateway_errors.wrong_method(head.method, head.path, allowed)

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, self._any_model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor; whose path it was is not known, so it is told as OpenAI does."""
        return listing.error(problem, digest, now_s)

    def _named(self, head: RequestHead) -> str:
        name = head.path.split("/", 2)[1]
        return name if name in FLAVOURS else self._own

    def _service(self, name: str) -> Service:
        """Return a service; made by the first who asks."""
        if name not in self._known:
            self._known[name] = Service(FLAVOURS[name], self._state)
        return self._known[name]

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, is_answered=False)

    def _refusal(self, head: RequestHead, *, is_answered: bool = True) -> Problem | None:
        key = bearer.key_of(head)
        if self._keys and key not in self._keys:
            return errors.KeyProblem(key)
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else gateway_errors.bad_field(wrong)
