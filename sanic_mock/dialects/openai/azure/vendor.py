"""Azure OpenAI's paths: which deployment and which endpoint answers, and who is let in.

A deployment stands for the model of its name. `/openai/v1` is answered as Azure's where a client
sends an `api-key`, which only Azure reads; otherwise that path is a plain one of OpenAI's.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import parse_qs

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import gateway_errors, vendor
from sanic_mock.dialects.openai.azure import errors, extras, listing, refusals
from sanic_mock.dialects.openai.azure.deployments import (
    ChatDeployment,
    Deployment,
    TextDeployment,
)
from sanic_mock.dialects.openai.azure.inference import INFERRED, Inference
from sanic_mock.dialects.openai.azure.pantry import Pantry
from sanic_mock.dialects.openai.azure.responses import ResponsesDeployment
from sanic_mock.dialects.openai.endpoint import ANY_MODEL, Endpoint
from sanic_mock.dialects.openai.endpoints import SUFFIXES, Endpoints
from sanic_mock.dialects.openai.listing import served
from sanic_mock.dialects.openai.wire import NEWEST
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.own_wishes import led_nowhere, read_suffix
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import CLIENT_ID, RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.profile.model_suffix import asked_suffix

KNOWN_DEPLOYMENTS = 1024
LONGEST_NAME = 256
API_KEY = "api-key"

_ROOT, _V1 = "/openai", "/openai/v1"
# Not Azure's own: where it is asked for by a path, or by the profile.
_OWN, _PLAIN = "/azure/v1", "/v1"
_DEPLOYED = "/openai/deployments/<deployment>"
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")
_LATEST = "v1"
_VERSIONED = "api-version="
_OLDEST = "2023-05-15"

# Template to the endpoint behind it. What has no deployment in its path, in the versions that have
# dates, are the responses.
_SUFFIXES = {
    **{_DEPLOYED + suffix: suffix for suffix in SUFFIXES},
    **{_ROOT + suffix: suffix for suffix in SUFFIXES if suffix.startswith("/responses")},
    **{base + suffix: suffix for base in (_V1, _OWN, _PLAIN) for suffix in SUFFIXES},
    **INFERRED,
}
_KINDS: dict[str, type[Deployment]] = {
    "/responses": ResponsesDeployment,
    "/chat/completions": ChatDeployment,
    "/completions": TextDeployment,
}
# Endpoints as sentences about limits call them.
_CALLED = {
    "/chat/completions": "ChatCompletions_Create",
    "/completions": "Completions_Create",
    "/embeddings": "Embeddings_Create",
    "/responses": "Responses_Create",
}
_ANY_CALL = "Create"


class Azure(VendorBase):
    """Azure's surface of one server; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        bearer.FIELD,
        API_KEY,
        CLIENT_ID,
        extras.FIELD,
        *own_fields.FIELDS,
    )
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(_SUFFIXES)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = (
        *listing.OPERATIONS,
        *(
            one._replace(error=errors.rendered, no_key=errors.bad_token)
            for one in vendor.under(_ROOT)
            if not one.template.startswith(f"{_ROOT}/models")
        ),
        *vendor.under(_V1),
        *vendor.under(_OWN),
        *vendor.under(_PLAIN),
        *listing.MODEL_INFO,
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._endpoints = state.part(Endpoints)
        self._is_azure = settings.flavour == "azure"
        self._models = frozenset(served(settings) if settings.models else ())
        self._pantry = Pantry(settings)
        self._inference = Inference(state, self._pantry)
        self._known: dict[tuple[Dialect, str, str | None, str], Deployment] = {}

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        path = head.path
        if path.startswith(f"{_V1}/"):
            return self._is_azure or head.field(API_KEY) is not None
        if path.startswith((f"{_ROOT}/", f"{_OWN}/")) or path in INFERRED:
            return True
        if path == listing.INFO:  # also the name of a model of OpenAI's, which has no versions
            return _VERSIONED in head.query
        return self._is_azure and path.startswith(f"{_PLAIN}/")

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        suffix, named = _SUFFIXES[place.template], place.parts.get("deployment")
        deployment, asked = (None, "") if named is None else asked_suffix(named, self._settings)
        endpoint = self._endpoints.find(suffix, own_fields.mode(head, self._mode), NEWEST)
        refusal = self._refusal(head, deployment) or own_fields.demanded(head)
        dialect = self._dialect(head, place, endpoint, deployment)
        if client_id := head.field(CLIENT_ID):
            dialect = dialect.repeating(client_id)
        wish, wrong = read_suffix(asked, own_fields.wish(head))
        wrong = led_nowhere(wish, "a deployment") or wrong
        refusal = refusal or wrong
        return Admission(dialect, refusal, self.key_of(head), own_fields.faults(head), wish)

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "azure.ai.inference" if head.path in INFERRED else "azure.ai.openai"

    def key_of(self, head: RequestHead) -> str:
        """See Vendor."""
        return head.field(API_KEY) or bearer.key_of(head)

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return errors.rendered(errors.not_found(), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor; Azure does not tell it from a path that is not there."""
        return errors.not_found()

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, ANY_MODEL, _ANY_CALL, _LATEST)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return errors.rendered(problem, digest, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, is_answered=False)

    def _refusal(
        self, head: RequestHead, deployment: str | None = None, *, is_answered: bool = True
    ) -> Problem | None:
        version = _version(head)
        if self.is_strict(head) and version is not None and not _is_served(version):
            return errors.not_found()
        if refused := errors.key_refusal(head, self._keys):
            return refused
        if deployment is not None and not self._is_deployed(deployment):
            return errors.no_deployment()
        if head.path in INFERRED and (unknown := extras.wrong(head.field(extras.FIELD))):
            return unknown
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else gateway_errors.bad_field(wrong)

    def _is_deployed(self, name: str) -> bool:
        return len(name) <= LONGEST_NAME and (not self._models or name in self._models)

    def _dialect(
        self, head: RequestHead, place: Place, endpoint: Endpoint[Any], deployment: str | None
    ) -> Deployment:
        suffix, version = _SUFFIXES[place.template], _version(head) or ""
        if place.template not in INFERRED:
            return self._deployment(endpoint, suffix, deployment, version)
        said = head.field(extras.FIELD)
        return self._inference.find(endpoint, suffix, _named(version), _CALLED[suffix], said)

    def _deployment(
        self, endpoint: Endpoint[Any], suffix: str, name: str | None, version: str
    ) -> Deployment:
        key = endpoint, suffix, name, version
        if found := self._known.get(key):
            return found
        if len(self._known) >= KNOWN_DEPLOYMENTS:
            self._known.clear()
        kind = _KINDS.get(suffix, Deployment)
        called = _CALLED.get(suffix, _ANY_CALL)
        self._known[key] = made = kind(endpoint, self._pantry, name, _named(version), called)
        return made


def _named(version: str) -> str:
    """Return a version as sentences name it."""
    return version if _VERSION.fullmatch(version) else _LATEST


def _is_served(version: str) -> bool:
    """Return whether an api-version is one; the oldest that are not have been retired."""
    return _VERSION.fullmatch(version) is not None and version >= _OLDEST


def _version(head: RequestHead) -> str | None:
    """Return the api-version, "" where it is missing; None where none is asked for."""
    if head.path.startswith((f"{_V1}/", f"{_OWN}/", f"{_PLAIN}/")):
        return None
    return parse_qs(head.query).get("api-version", [""])[-1]
