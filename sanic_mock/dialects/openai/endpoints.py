"""OpenAI's API: which endpoint answers which path, and which operations there are."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.front import Admission, Dialect, Front
from sanic_mock.dialects.openai import chat_stored, envelope, gateway_errors, limits, listing
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.completions.dialect import Completions
from sanic_mock.dialects.openai.embeddings.dialect import Embeddings
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.failing import Failing
from sanic_mock.dialects.openai.http import date_field, request_id_field
from sanic_mock.dialects.openai.moderations.dialect import Moderations
from sanic_mock.dialects.openai.responses import conversation_operations, counting
from sanic_mock.dialects.openai.responses import operations as responses_operations
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.errors import Problem
from sanic_mock.settings import Mode

PREFIXES = ("/v1", "", "/openai/v1")

# What a model answers: POSTs, by what follows the prefix.
_POSTS: dict[str, type[Endpoint[Any]]] = {
    "/chat/completions": Chat,
    "/completions": Completions,
    "/embeddings": Embeddings,
    "/moderations": Moderations,
    "/responses": Responses,
}
# All else.
_OPERATIONS = (
    *listing.OPERATIONS,
    *chat_stored.OPERATIONS,
    *responses_operations.OPERATIONS,
    *counting.OPERATIONS,
    *conversation_operations.OPERATIONS,
)

TEMPLATES = tuple(prefix + suffix for prefix in PREFIXES for suffix in _POSTS)
OPERATIONS = tuple(
    one._replace(template=prefix + one.template) for prefix in PREFIXES for one in _OPERATIONS
)


class OpenAI:
    """OpenAI's endpoints of one worker."""

    def __init__(self, state: State) -> None:
        self._keys = frozenset(state.settings.api_keys)
        self._any_model = state.settings.model or "gpt-4o-mini"
        self._mode: Mode = state.settings.mode
        strict = {suffix: kind(state) for suffix, kind in _POSTS.items()}
        lenient = {suffix: one.lenient() for suffix, one in strict.items()}
        self._by_mode = {"strict": _by_path(strict), "lenient": _by_path(lenient)}

    def dialects(self) -> tuple[Dialect, ...]:
        """Return the endpoints, each once."""
        return tuple(dict.fromkeys(self._by_mode[self._mode].values()))

    def admit(self, front: Front) -> Admission | None:
        """Return who answers a POST; None if that is no endpoint of OpenAI's."""
        mode = front.mode or self._mode
        found = self._by_mode.get(mode, self._by_mode["strict"]).get(front.path)
        if found is None:
            return None
        refusal = gateway_errors.refusal(front, self._keys, found.no_key()) or self._bad_field(
            front
        )
        if front.error is not None and refusal is None:
            return Admission(Failing(found, front.error), None)
        return Admission(found, refusal)

    def refusal(self, front: Front, operation: Operation) -> Problem | None:
        """Return why a call of an operation is not let in; None where it is."""
        refusal = gateway_errors.refusal(front, self._keys, operation.no_key()) or self._bad_field(
            front
        )
        if front.error is not None and refusal is None:
            return limits.ON_DEMAND[front.error](self._any_model)
        return refusal

    def _bad_field(self, front: Front) -> Problem | None:
        """Return what is wrong with the fields that only sanic-mock reads."""
        if front.mode is not None and front.mode not in self._by_mode:
            return gateway_errors.bad_field("x-mock-mode", front.mode, self._by_mode)
        if front.error is not None and front.error not in limits.ON_DEMAND:
            return gateway_errors.bad_field("x-mock-error", front.error, limits.ON_DEMAND)
        return None

    def is_strict(self, front: Front) -> bool:
        """Return whether a request wants to be refused what OpenAI refuses."""
        return (front.mode or self._mode) == "strict"

    def unknown(self, front: Front, digest: bytes, now_s: int) -> Whole:
        """Answer a path that OpenAI does not have; it tells nothing to who has no key."""
        if self._keys and not front.authorization:
            return Whole(404, date_field(now_s) + request_id_field(digest), b"")
        return self.error(
            front.path, gateway_errors.unknown_url(front.method, front.path), digest, now_s
        )

    def error(self, path: str, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a problem of a path that no endpoint was found for."""
        return envelope.error(problem, digest, now_s)


def _by_path(by_suffix: dict[str, Endpoint[Any]]) -> dict[str, Endpoint[Any]]:
    return {prefix + suffix: one for prefix in PREFIXES for suffix, one in by_suffix.items()}
