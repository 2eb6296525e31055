"""All of Gemini's operations; what reads prompts is imported when one of them needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import envelope, errors, key_errors, listing
from sanic_mock.dialects.gemini.compatible import listing as compatible_listing
from sanic_mock.dialects.gemini.surface import is_developers
from sanic_mock.dialects.operation import Call, Operation, State

_FILES = "/<root:path>/files"
_BATCHES = "/<root:path>/batches"
_CACHES = "/<root:path>/cachedContents"


def _later(module: str, name: str) -> Callable[[State, Call], Whole]:
    """Return a function of a module here that is imported for its first call."""

    def respond(state: State, call: Call) -> Whole:
        answer: Whole = getattr(import_module(f"{__package__}.{module}"), name)(state, call)
        return answer

    return respond


def _developers(respond: Callable[[State, Call], Whole]) -> Callable[[State, Call], Whole]:
    """Return what answers likewise where the developers' surface is asked, and nowhere else."""

    def answer(state: State, call: Call) -> Whole:
        if not is_developers(call.parts["root"]):
            raise errors.unknown_path()
        return respond(state, call)

    return answer


def _operations(
    module: str, *calls: tuple[str, str, str], waits: bool = False, takes_files: bool = False
) -> Iterable[Operation]:
    """Yield what a module answers: of each its method, its path, and the function's name."""
    for method, path, name in calls:
        respond = _later(module, name)
        if path.startswith((_FILES, _BATCHES)):
            respond = _developers(respond)
        error, no_key = envelope.operation_error, key_errors.no_key
        yield Operation(method, path, respond, error, no_key, waits=waits, takes_files=takes_files)


# Of two templates that a path fits the first one counts: those with a verb stand before others.
OPERATIONS = (
    *_operations(
        "counting",
        ("POST", "/<root:path>/<model>:countTokens", "count_tokens"),
        ("POST", "/<root:path>/<model>:computeTokens", "compute_tokens"),
    ),
    *_operations(
        "cached_contents.operations",
        ("POST", _CACHES, "create"),
        ("GET", _CACHES, "list_all"),
        ("GET", f"{_CACHES}/<name>", "retrieve"),
        ("PATCH", f"{_CACHES}/<name>", "update"),
        ("DELETE", f"{_CACHES}/<name>", "delete"),
        waits=True,
    ),
    *_operations(
        "batches.operations",
        ("POST", "/<root:path>/<model>:batchGenerateContent", "create"),
        ("POST", f"{_BATCHES}/<name>:cancel", "cancel"),
        ("GET", _BATCHES, "list_all"),
        ("GET", f"{_BATCHES}/<name>", "retrieve"),
        ("DELETE", f"{_BATCHES}/<name>", "delete"),
        ("GET", f"{_FILES}/<name>:download", "download"),
        waits=True,
    ),
    *_operations("files.operations", ("POST", _FILES, "upload"), waits=True, takes_files=True),
    *_operations(
        "files.operations",
        ("GET", _FILES, "list_all"),
        ("GET", f"{_FILES}/<name>", "retrieve"),
        ("DELETE", f"{_FILES}/<name>", "delete"),
        waits=True,
    ),
    *compatible_listing.OPERATIONS,
    *listing.OPERATIONS,
)
