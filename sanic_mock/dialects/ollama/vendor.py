"""Ollama's own paths: `/api/…`, and under `/ollama`; what is OpenAI's of it is a flavour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from sanic_mock.dialects import bearer, own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.ollama import errors, listing, refusals
from sanic_mock.dialects.ollama.dialect import OllamaEndpoint
from sanic_mock.dialects.ollama.embedding import OllamaEmbedding
from sanic_mock.dialects.ollama.messages.dialect import OllamaMessages
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings

_OWN = "/ollama"
_ABSENT = tuple(f"/api/{name}" for name in ("push", "copy", "delete", "create"))
_PREFIXES = ("", _OWN)
_BELOW = (f"{_OWN}/api/", f"{_OWN}/v1/messages")
_MESSAGES = "/v1/messages"
_MAKERS: Mapping[str, Callable[[Settings], Dialect]] = {
    "/api/chat": partial(OllamaEndpoint, is_chat=True),
    "/api/generate": partial(OllamaEndpoint, is_chat=False),
    "/api/embed": partial(OllamaEmbedding, is_older=False),
    "/api/embeddings": partial(OllamaEmbedding, is_older=True),
    _MESSAGES: OllamaMessages,
}


class Ollama(VendorBase):
    """Ollama for one server; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (bearer.FIELD, *own_fields.FIELDS)
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(
        prefix + path for prefix in _PREFIXES for path in _MAKERS
    )
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        one._replace(template=prefix + one.template)
        for prefix in _PREFIXES
        for one in listing.OPERATIONS
    ) + tuple(listing.GREETING._replace(template=_OWN + end) for end in ("", "/"))

    # Some are Ollama's alone, though what they do is not done here.
    _PATHS = frozenset((*TEMPLATES, *(one.template for one in OPERATIONS), *_ABSENT))

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._any_model = state.settings.model or ""
        self._known: dict[str, Dialect] = {}

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        if head.path == _MESSAGES:  # else Anthropic's
            return self._settings.flavour == "ollama"
        return head.path in self._PATHS or head.path.startswith(_BELOW)

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        path = place.template.removeprefix(_OWN)
        if path not in self._known:
            self._known[path] = _MAKERS[path](self._settings)
        return self._admission(head, self._known[path], self._refusal(head))

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "ollama"

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor; it passes over what it does not know."""
        return False

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(errors.unknown(), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        return errors.wrong_method(allowed)

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal, self._any_model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return errors.rendered(problem, digest, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, is_answered=False)

    def _refusal(self, head: RequestHead, *, is_answered: bool = True) -> Problem | None:
        """Return what is wrong with a key, or with the fields that only sanic-mock reads."""
        if self._keys and bearer.key_of(head) not in self._keys:
            return errors.no_key()
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else errors.bad_field(wrong)
