"""Gemini's API: its paths, who is let in, and who answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import envelope, errors, key_errors, operations, refusals
from sanic_mock.dialects.gemini.compatible import paths as compatible_paths
from sanic_mock.dialects.gemini.files import upload_head
from sanic_mock.dialects.gemini.models import ANY_MODEL
from sanic_mock.dialects.gemini.surface import DEVELOPERS, PREFIX, Surface, surface_of
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.own_wishes import led_nowhere, read_suffix
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.profile.model_suffix import asked_suffix

if TYPE_CHECKING:
    from sanic_mock.dialects.gemini.ask import Form
    from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
    from sanic_mock.dialects.gemini.endpoint import GeminiEndpoint

KEY = "x-goog-api-key"
KNOWN_ENDPOINTS = 1024

_STREAM = "streamGenerateContent"
# See answering_kinds.
METHODS = ("generateContent", _STREAM, "embedContent", "batchEmbedContents", "predict")
_OWN_PATHS = (
    PREFIX,
    "/v1beta",
    "/v1alpha/",
    "/v1/projects/",
    "/v1/publishers/",
    "/v1/tunedModels/",
)
_VERTEX_PATHS = ("/v1/projects/", "/v1beta1/projects/", "/v1/publishers/", "/v1beta1/publishers/")
_SHARED_PATHS = ("/v1/models", "/models")
# What others have, too, or nobody here: it is asked of Google where a key of Google's is brought.
_KEYED_PATHS = (
    "/upload/",
    "/download/",
    *(f"/v1/{name}" for name in ("cachedContents", "files", "batches", "interactions")),
    *(f"/v1/{name}" for name in ("operations", "corpora", "fileSearchStores", "dynamic")),
)
_CALLED = re.compile(rf":(?:{'|'.join((*METHODS, 'countTokens', 'batchGenerateContent'))})$")

_Known = tuple[Surface, str, str, str, bool]
_KnownCompatible = tuple[str, Surface, bool]


class Gemini(VendorBase):
    """Gemini for one server; see dialects.vendor.Vendor."""

    ANSWERED_BY: ClassVar[str] = "sanic_mock.dialects.gemini.answering_kinds"
    FIELDS: ClassVar[tuple[str, ...]] = (KEY, bearer.FIELD, *own_fields.FIELDS)
    TEMPLATES: ClassVar[tuple[str, ...]] = (
        *(f"/<root:path>/<model>:{method}" for method in METHODS),
        *compatible_paths.TEMPLATES,
    )
    OPERATIONS: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS
    CALL_FIELDS: ClassVar[tuple[str, ...]] = upload_head.FIELDS

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._known: dict[_Known, GeminiEndpoint[Any]] = {}
        self._compatible: dict[_KnownCompatible, CompatibleEndpoint[Any]] = {}

    def claims(self, head: RequestHead) -> bool:
        """See Vendor; `/v1/models` is Gemini's for who brings a key of Google's, or calls it so."""
        path = head.path
        if path.startswith(_OWN_PATHS):
            return True
        if not path.startswith(_SHARED_PATHS):
            is_known = bool(_google_key(head)) or _goes_on(head)
            return path.startswith(_KEYED_PATHS) and is_known
        return _CALLED.search(path) is not None or bool(_google_key(head))

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        if end := compatible_paths.end_of(place):
            return self._admit_compatible(head, place, end)
        surface = surface_of(place.parts["root"])
        method = place.template.rpartition(":")[2]
        model, asked = asked_suffix(place.parts["model"], self._settings)
        dialect = self._endpoint(surface or DEVELOPERS, model, method, head)
        wish, wrong = read_suffix(asked, own_fields.wish(head))
        wrong = led_nowhere(wish, "a model in a path") or wrong
        if surface is None:
            return Admission(dialect, errors.unknown_path())
        refusal = self._refusal(head, surface) or own_fields.demanded(head) or wrong
        refusal = refusal or dialect.no_model()
        return Admission(dialect, refusal, self.key_of(head), own_fields.faults(head), wish)

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "gcp.vertex_ai" if head.path.startswith(_VERTEX_PATHS) else "gcp.gemini"

    def key_of(self, head: RequestHead) -> str:
        """See Vendor."""
        return _google_key(head) or bearer.key_of(head)

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return envelope.error(errors.unknown_path(), now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor; Gemini does not tell it from a path that is not there."""
        return errors.unknown_path()

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, DEVELOPERS, ANY_MODEL, METHODS[0])

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return envelope.error(problem, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, _surface(head), is_answered=False)

    def _admit_compatible(self, head: RequestHead, place: Place, end: str) -> Admission:
        """Admit a request of OpenAI's; its model stands in its body."""
        surface = compatible_paths.surface_at(place)
        dialect = self._compatible_endpoint(end, surface or DEVELOPERS, head)
        if surface is None:
            return Admission(dialect, errors.unknown_path())
        return self._admission(head, dialect, self._refusal(head, surface))

    def _refusal(
        self, head: RequestHead, surface: Surface, *, is_answered: bool = True
    ) -> Problem | None:
        """Return what is wrong with a key, or with the fields that only sanic-mock reads."""
        if problem := self._key_refusal(head, surface):
            return problem
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else errors.wrong_own_field(wrong)

    def _key_refusal(self, head: RequestHead, surface: Surface) -> Problem | None:
        if not self._keys or _goes_on(head):
            return None
        if compatible_paths.is_compatible(head.path):
            return self._bearer_refusal(head, surface)
        if key := _google_key(head):
            return None if key in self._keys else key_errors.bad_key()
        if not head.field(bearer.FIELD):
            return key_errors.no_credential() if surface.is_vertex else key_errors.no_key()
        is_let_in = surface.is_vertex and bearer.key_of(head) in self._keys
        return None if is_let_in else key_errors.bad_token()

    def _bearer_refusal(self, head: RequestHead, surface: Surface) -> Problem | None:
        """Return what is wrong with the one form of a key that OpenAI's clients have."""
        key = bearer.key_of(head)
        if not key:
            return key_errors.no_bearer()
        wrong = key_errors.bad_token() if surface.is_vertex else key_errors.bad_key()
        return None if key in self._keys else wrong

    def _compatible_endpoint(
        self, end: str, surface: Surface, head: RequestHead
    ) -> CompatibleEndpoint[Any]:
        key = end, surface, self.is_strict(head)
        if found := self._compatible.get(key):
            return found
        if len(self._compatible) >= KNOWN_ENDPOINTS:
            self._compatible.clear()
        # needed by who is asked, and its import takes long
        from sanic_mock.dialects.gemini.answering_kinds import COMPATIBLE
        from sanic_mock.dialects.gemini.kitchen import Kitchen

        made = COMPATIBLE[end](self._state.part(Kitchen), surface, is_strict=key[2])
        self._compatible[key] = made
        return made

    def _endpoint(
        self, surface: Surface, model: str, method: str, head: RequestHead
    ) -> GeminiEndpoint[Any]:
        is_strict = self.is_strict(head)
        form = _form(head) if method == _STREAM else "whole"
        key = surface, model, method, form, is_strict
        if found := self._known.get(key):
            return found
        if len(self._known) >= KNOWN_ENDPOINTS:
            self._known.clear()
        # likewise
        from sanic_mock.dialects.gemini.answering_kinds import KINDS
        from sanic_mock.dialects.gemini.kitchen import Kitchen

        kitchen = self._state.part(Kitchen)
        self._known[key] = made = KINDS[method](
            kitchen, surface, model, method, is_strict=is_strict, form=form
        )
        return made


def _goes_on(head: RequestHead) -> bool:
    """Return whether a request goes on with an upload, whose name lets it in."""
    is_upload = "/upload/" in head.path and head.path.endswith("/files")
    if head.method != "POST" or not is_upload:
        return False
    return "upload_id" in parse_qs(head.query, keep_blank_values=True)


def _form(head: RequestHead) -> Form:
    return "events" if parse_qs(head.query).get("alt", [""])[-1] == "sse" else "array"


def _google_key(head: RequestHead) -> str:
    """Return the key that stands in Google's field, or in the query."""
    if key := head.field(KEY):
        return key
    return parse_qs(head.query).get("key", [""])[-1] if "key=" in head.query else ""


def _surface(head: RequestHead) -> Surface:
    """Return the surface of a path that no model answers."""
    is_vertex = "/projects/" in head.path or "/publishers/" in head.path
    return Surface(is_vertex=is_vertex)
