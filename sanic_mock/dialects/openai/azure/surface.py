"""Azure OpenAI's paths: which deployment and which endpoint answers, and who is let in.

A deployment stands for the model of its name. `/openai/v1` is answered as Azure's where a client
sends an `api-key`, which only Azure reads; otherwise that path is a plain one of OpenAI's.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.front import Admission, Dialect, Front
from sanic_mock.dialects.openai import endpoints
from sanic_mock.dialects.openai.azure import errors, listing
from sanic_mock.dialects.openai.azure.deployments import (
    Deployed,
    DeployedChat,
    DeployedText,
    Pantry,
)
from sanic_mock.dialects.openai.listing import served
from sanic_mock.dialects.operation import Operation
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings

KNOWN_DEPLOYMENTS = 1024
LONGEST_NAME = 256

_ROOT, _V1 = "/openai", "/openai/v1"
_DEPLOYMENTS = "/openai/deployments/"
_PLACE = re.compile(f"{_DEPLOYMENTS}([^/]+)(/.+)")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")

_SUFFIXES = tuple(
    template.removeprefix("/v1") for template in endpoints.TEMPLATES if template.startswith("/v1/")
)
# What has no deployment in its path, in the versions that have dates.
_UNDEPLOYED = tuple(suffix for suffix in _SUFFIXES if suffix.startswith("/responses"))

TEMPLATES = (
    *(f"{_DEPLOYMENTS}<deployment>{suffix}" for suffix in _SUFFIXES),
    *(_ROOT + suffix for suffix in _UNDEPLOYED),
)
OPERATIONS = (
    *listing.OPERATIONS,
    *(
        one._replace(
            template=_ROOT + one.template.removeprefix("/v1"),
            error=errors.rendered,
            no_key=errors.bad_token,
        )
        for one in endpoints.OPERATIONS
        if one.template.startswith("/v1/") and not one.template.startswith("/v1/models")
    ),
)

_KINDS: dict[str, type[Deployed]] = {
    "/chat/completions": DeployedChat,
    "/completions": DeployedText,
}
# As sentences about limits call them.
_CALLED = {
    "/chat/completions": "ChatCompletions_Create",
    "/completions": "Completions_Create",
    "/embeddings": "Embeddings_Create",
    "/responses": "Responses_Create",
}


class Place(NamedTuple):
    """What a path says.

    Attributes:
        suffix: the endpoint, as after OpenAI's own `/v1`.
        deployment: its name; None where the body names the model.
        version: the api-version; None where none is asked for, empty where it is missing.
    """

    suffix: str
    deployment: str | None
    version: str | None

    def is_known(self) -> bool:
        """Return whether it may be an endpoint: most want a deployment in a dated version."""
        is_dated = self.deployment is None and self.version is not None
        return self.suffix in (_UNDEPLOYED if is_dated else _SUFFIXES)


class Azure:
    """Azure's surface of one worker.

    Args:
        openai: the endpoints behind it.
        settings: what the server was asked to be.
    """

    def __init__(self, openai: endpoints.OpenAI, settings: Settings) -> None:
        self._openai = openai
        self._keys = frozenset(settings.api_keys)
        self._models = frozenset(served(settings) if settings.models else ())
        # OpenAI's own checks are passed with any key, once Azure's are
        self._pass = f"Bearer {next(iter(self._keys), '')}"
        self._pantry = Pantry(settings.model)
        self._known: dict[tuple[Dialect, Place], Deployed] = {}

    def owns(self, path: str) -> bool:
        """Return whether a path is Azure's alone."""
        return path.startswith(_ROOT + "/") and not path.startswith(_V1 + "/")

    def answers(self, front: Front) -> bool:
        """Return whether a request is to be answered as Azure's."""
        is_v1 = front.api_key is not None and front.path.startswith(_V1 + "/")
        return is_v1 or self.owns(front.path)

    def admit(self, front: Front) -> Admission | None:
        """Return who answers a POST; None if that is no endpoint of Azure's."""
        place = _place(front)
        if not place.is_known():
            return None
        behind = self._openai.admit(self._passed(front, "/v1" + place.suffix))
        if behind is None:
            return None
        refusal = self._refusal(front, place) or behind.refusal
        return Admission(self._deployed(behind.dialect, place, front), refusal)

    def refusal(self, front: Front, operation: Operation) -> Problem | None:
        """Return why a call of an operation is not let in; None where it is."""
        refused = self._refusal(front, _place(front))
        return refused or self._openai.refusal(self._passed(front, front.path), operation)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a problem of a path that no endpoint was found for."""
        if problem.status in (404, 405):
            problem = errors.not_found()
        return errors.rendered(problem, digest, now_s)

    def unknown(self, digest: bytes, now_s: int) -> Whole:
        """Answer a path that Azure does not have."""
        return errors.rendered(errors.not_found(), digest, now_s)

    def _passed(self, front: Front, path: str) -> Front:
        return front._replace(path=path, authorization=self._pass)

    def _refusal(self, front: Front, place: Place) -> Problem | None:
        is_strict = self._openai.is_strict(front)
        if is_strict and place.version is not None and not _VERSION.fullmatch(place.version):
            return errors.not_found()
        if refused := errors.key_refusal(front, self._keys):
            return refused
        name = place.deployment
        if name is None or (len(name) <= LONGEST_NAME and name in (self._models or (name,))):
            return None
        return errors.no_deployment()

    def _deployed(self, endpoint: Dialect, place: Place, front: Front) -> Deployed:
        key = endpoint, place
        found = self._known.get(key)
        if found is not None:
            return found
        kind = _KINDS.get(place.suffix, Deployed)
        version = place.version or ""
        made = kind(
            endpoint,
            self._pantry,
            place.deployment,
            version if _VERSION.fullmatch(version) else "v1",
            _CALLED.get(place.suffix, "Create"),
        )
        if front.error is None:  # what stands for an endpoint in one request is not kept
            if len(self._known) >= KNOWN_DEPLOYMENTS:
                self._known.clear()
            self._known[key] = made
        return made


def _place(front: Front) -> Place:
    path = front.path
    if path.startswith(_V1 + "/"):
        return Place(path.removeprefix(_V1), None, None)
    version = parse_qs(front.query).get("api-version", [""])[-1]
    deployed = _PLACE.fullmatch(path)
    if deployed is None:
        return Place(path.removeprefix(_ROOT), None, version)
    return Place(deployed[2], unquote(deployed[1]), version)
