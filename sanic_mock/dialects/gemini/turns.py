"""What a request's messages say, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.gemini.request import PlainContent

Json = dict[str, Any]
_encode = msgspec.json.Encoder().encode


class GeminiTurn(NamedTuple):
    """One message.

    Attributes:
        role: who speaks: `user`, `model`, or `function`.
        texts: what is said, but for thoughts.
        calls: calls of functions.
        results: what functions have returned.
        media: images, sound, files, those that functions have returned too.
    """

    role: str
    texts: tuple[str, ...] = ()
    calls: tuple[Json, ...] = ()
    results: tuple[Json, ...] = ()
    media: tuple[Json, ...] = ()


def plain_turn(content: PlainContent) -> GeminiTurn:
    """Return a message of texts."""
    return GeminiTurn(content.role, tuple(part.text for part in content.parts))


def turn(content: Json) -> GeminiTurn:
    """Return a message as it was read."""
    parts = content.get("parts", ())
    return GeminiTurn(
        content.get("role") or "user",
        tuple(one["text"] for one in parts if "text" in one and not one.get("thought")),
        tuple(one["functionCall"] for one in parts if "functionCall" in one),
        tuple(one["functionResponse"] for one in parts if "functionResponse" in one),
        tuple(_media(parts)),
    )


def _media(parts: Iterable[Json]) -> Iterator[Json]:
    """Yield what is no text, in parts and in those that functions have returned."""
    for one in parts:
        yield from (one[kind] for kind in ("inlineData", "fileData") if kind in one)
        if "functionResponse" in one:
            yield from _media(one["functionResponse"].get("parts") or ())


def last_user_text(turns: Sequence[GeminiTurn]) -> str:
    """Return what the user said last; what was said last at all where no user spoke."""
    said = (one for one in reversed(turns) if one.role == "user" and one.texts)
    return " ".join(next(said, turns[-1]).texts)


def asking_texts(turns: Sequence[GeminiTurn], system: GeminiTurn | None) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    for one in reversed(turns):
        if one.role == "model" and not one.calls:
            break
        found += reversed(one.texts if one.role == "user" else ())
    return [*(system.texts if system else ()), *found[::-1]]


def results(turns: Sequence[GeminiTurn]) -> tuple[str, ...]:
    """Return the results of functions that stand at the end of a conversation."""
    found: list[str] = []
    for one in reversed(turns):
        if not one.results:
            break
        found += map(result_text, reversed(one.results))
    return tuple(reversed(found))


def answered(turns: Sequence[GeminiTurn]) -> frozenset[str]:
    """Return the names of the functions whose results came since the user spoke last."""
    names: set[str] = set()
    for one in reversed(turns):
        if one.role == "user" and one.texts:
            break
        names.update(result.get("name", "") for result in one.results)
    return frozenset(names)


def result_text(result: Json) -> str:
    """Return what a function has returned, as text."""
    told = result.get("response", {})
    if told.keys() == {"name", "content"}:  # as AI SDK tells it
        told = {"content": told["content"]}
    for name in ("output", "result", "content"):
        if len(told) == 1 and name in told:
            found = told[name]
            return found if isinstance(found, str) else _encode(found).decode()
    return _encode(told).decode()


def all_texts(turns: Iterable[GeminiTurn]) -> list[str]:
    """Return all that is said."""
    return [text for one in turns for text in one.texts]
