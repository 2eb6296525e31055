"""The steps of a stream that is more than a text, and the events that they are sent as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.gemini.content import text_part
from sanic_mock.dialects.gemini.layout import JsonLayout
from sanic_mock.dialects.rendering import StepEvents
from sanic_mock.engine.body import Body
from sanic_mock.engine.lengths import token_counts
from sanic_mock.engine.reply import Choice, Logprob

Json = dict[str, Any]


class RichStep(NamedTuple):
    """What one candidate says in a step of a stream.

    Attributes:
        parts: what it says.
        tokens: that these bill.
        likely: how likely each of them was; None where nobody asked.
    """

    parts: Sequence[Json]
    tokens: int
    likely: Sequence[Logprob] | None = None

    @property
    def is_said(self) -> bool:
        """Whether it says anything."""
        return bool(self.parts)


def text_steps(body: Body, *, is_thought: bool = False) -> Iterator[RichStep]:
    """Yield a text's steps; a thought's bill nothing of the candidate."""
    further = {"thought": True} if is_thought else {}
    for piece, tokens in zip(body.pieces, token_counts(body), strict=True):
        yield RichStep((text_part(Body((piece,)), **further),), 0 if is_thought else tokens)


def likely_steps(one: Choice) -> Iterator[RichStep]:
    """Yield a text's steps, each with how likely it was."""
    for step, entry in zip(text_steps(one.body), one.logprobs or (), strict=True):
        yield step._replace(likely=(entry,))


def printed_events(
    opening: Sequence[Json],
    objects: Iterable[Json | None],
    printed: Callable[[Json], bytes],
    layout: JsonLayout,
) -> tuple[Sequence[bytes], Renderer]:
    """Return what is sent step by step, and the renderer that makes it events.

    Args:
        opening: what is sent before the first step.
        objects: of each step, and of what ends it; None where nothing is told.
        printed: prints one.
        layout: what is around each.
    """
    told, before = list[bytes](), layout.first
    for one in (*opening, *objects):
        if one is None:
            told.append(b"")
            continue
        told.append(before + printed(one) + layout.after)
        before = layout.between
    first, pieces = told[: len(opening)], told[len(opening) : -1]
    return tuple(pieces), StepEvents(opening=first, closing=(told[-1],), end=layout.end)
