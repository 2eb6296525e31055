"""All of Gemini's operations; what reads prompts is imported when one of them needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import envelope, key_errors, listing
from sanic_mock.dialects.gemini.compatible import listing as compatible_listing
from sanic_mock.dialects.operation import Call, Operation, State

_COUNT_PATH = "/<root:path>/<model>:countTokens"
_CACHES = "/<root:path>/cachedContents"


def _later(module: str, name: str) -> Callable[[State, Call], Whole]:
    """Return a function of a module here that is imported for its first call."""

    def respond(state: State, call: Call) -> Whole:
        answer: Whole = getattr(import_module(f"{__package__}.{module}"), name)(state, call)
        return answer

    return respond


def _kept(module: str, *calls: tuple[str, str, str]) -> Iterable[Operation]:
    """Yield operations on what is kept: of each its method, its path, and what answers."""
    for method, path, name in calls:
        respond = _later(f"{module}.operations", name)
        error, no_key = envelope.operation_error, key_errors.no_key
        yield Operation(method, path, respond, error, no_key, waits=True)


OPERATIONS = (
    Operation(
        "POST",
        _COUNT_PATH,
        _later("counting", "count_tokens"),
        envelope.operation_error,
        key_errors.no_key,
    ),
    *_kept(
        "cached_contents",
        ("POST", _CACHES, "create"),
        ("GET", _CACHES, "list_all"),
        ("GET", f"{_CACHES}/<name>", "retrieve"),
        ("PATCH", f"{_CACHES}/<name>", "update"),
        ("DELETE", f"{_CACHES}/<name>", "delete"),
    ),
    *compatible_listing.OPERATIONS,
    *listing.OPERATIONS,
)
