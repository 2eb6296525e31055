"""Compares header fields: their names, their order, and what their values look like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.spec.replay.differences import Difference
from tests.spec.replay.shapes import pattern

Fields = tuple[tuple[str, str], ...]

# What the network in front of OpenAI adds, and what belongs to the connection.
_NETWORKS = re.compile(
    r"^(cf-.*|server|set-cookie|alt-svc|strict-transport-security|x-content-type-options|nel|"
    r"report-.*|date|connection|transfer-encoding|content-length|content-encoding|vary|keep-alive|"
    r"priority|via)$"
)
# Fields whose values name an account, a machine or a place.
_OWN = frozenset(
    [
        "openai-organization",
        "x-ms-region",
        "x-ms-deployment-name",
        "azureml-model-session",
        "openai-model",
        "openai-project",
        "x-ms-client-request-id",
        "x-ratelimit-key",
        "x-ms-served-model",
        "traceparent",
    ]
)
_HIDDEN = re.compile(r"<|XXX|REDACT|\*\*|SCRUB|SANITIZED|^test_|^None$", re.IGNORECASE)
_GO = re.compile(r"^(?=.)(\d+h)?(\d+m)?(\d+(\.\d+)?s)?(\d+(\.\d+)?ms)?$")
_FEWEST = 6


def compared(recorded: Fields, ours: Fields, *, has_order: bool) -> Iterator[Difference]:
    """Yield how header fields differ, where the recorder kept them."""
    theirs, mine = _names(recorded), _names(ours)
    for name in theirs:
        if name not in mine:
            yield Difference("field missing", name, dict(recorded)[name])
    for name in mine:
        if name not in theirs:
            yield Difference("field extra", name, "", dict(ours)[name])
    shared = [name for name in theirs if name in mine]
    others = [name for name in mine if name in theirs]
    if has_order and shared != others and theirs != sorted(theirs):
        yield Difference("field order", "*", " ".join(shared), " ".join(others))
    for name in shared:
        if name not in _OWN:
            one, other = _look(name, recorded), _look(name, ours)
            if one != other and one != "hidden":
                yield Difference("field value", name, one, other)


def are_kept(fields: Fields) -> bool:
    """Return whether a recorder kept header fields, or only some that it was told to."""
    names = _names(fields)
    return len(names) >= _FEWEST or "x-request-id" in names or "apim-request-id" in names


def _names(fields: Fields) -> list[str]:
    return [name for name in dict.fromkeys(name for name, _ in fields) if not _NETWORKS.match(name)]


def _look(name: str, fields: Fields) -> str:
    """Return what the values of a field look like, together."""
    value = ", ".join(value for other, value in fields if other == name)
    if _HIDDEN.search(value):
        return "hidden"
    if name in ("x-request-id", "apim-request-id"):
        return pattern(value) if value.startswith("req_") else "uuid"
    if re.fullmatch(r"-?\d+", value):
        return "number"
    if name == "openai-version" or not re.fullmatch(r"\d+\.\d+", value):
        return "duration" if "reset" in name and _GO.match(value) else value
    return "number"
