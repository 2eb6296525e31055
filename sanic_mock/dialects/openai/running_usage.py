"""Streams that tell in every event what the answer has billed so far [vllm-2026].

The events are made as if the usage came at the end: what is null until then is put in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from sanic_mock.dialects.answer import Events, Renderer
from sanic_mock.engine.body import Body
from sanic_mock.engine.choice_timing import only_choice, timed
from sanic_mock.engine.lengths import token_counts
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.usage import shown_tokens, thought_tokens

_NULL = b'"usage":null'
_USAGE = (
    b'"usage":{"prompt_tokens":%(prompt)d,"completion_tokens":%(completion)d,'
    b'"total_tokens":%(total)d}'
)
# In no JSON do these stand within a string.
_CHOICE = re.compile(rb'"index":(\d+),"(?:delta|logprobs)"')


def with_running_usage(
    events: Events, reply: Reply, choices: Sequence[Choice] = (), member: bytes = _USAGE
) -> Events:
    """Return a stream whose events have the usage up to each of them.

    Args:
        events: the stream; its usage is null until its end.
        reply: what is said.
        choices: those that are shown, in the order of their index; none where there is one text.
        member: the usage, with places for its numbers by their names.
    """
    shown = choices or (only_choice(reply),)
    spent = [_spent(one, thought_tokens(reply)) for one in shown]
    renderer = _RunningUsage(events.renderer, spent, reply.prompt_tokens, member)
    return msgspec.structs.replace(events, renderer=renderer)


class _Spent:
    """What one choice has billed so far.

    Args:
        body: what it sends piece by piece.
        before: what it has billed when the first piece is sent, beside that.
        total: what it bills in all.
    """

    __slots__ = ("_before", "_counts", "_total", "tokens")

    def __init__(self, body: Body, before: int, total: int) -> None:
        self._counts = iter(token_counts(body))
        self._before = before
        self._total = total
        self.tokens = 0

    def send(self, pieces: int) -> None:
        """Count further pieces; what was thought and is not sent counts with the first one."""
        further = sum(islice(self._counts, pieces))
        self.tokens = min(max(self.tokens, self._before) + further, self._total)

    def end(self) -> None:
        """Count all that is billed."""
        self.tokens = self._total


def _spent(choice: Choice, thought: int) -> _Spent:
    sent = 0 if choice.thought is None else choice.thought.tokens
    return _Spent(timed(choice), thought - sent, thought + shown_tokens(choice))


class _RunningUsage:
    """Puts the usage into the events that another renderer makes; see answer.Renderer."""

    __slots__ = ("_choices", "_member", "_prompt_tokens", "_renderer", "end")

    def __init__(
        self, renderer: Renderer, choices: Sequence[_Spent], prompt_tokens: int, member: bytes
    ) -> None:
        self._renderer = renderer
        self._choices = choices
        self._prompt_tokens = prompt_tokens
        self._member = member
        self.end = renderer.end

    def opening(self) -> bytes:
        """See Renderer."""
        return self._filled(self._renderer.opening(), 0)

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return (self._filled(event, 1) for event in self._renderer.each(pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        events = self._renderer.together(pieces)
        return self._filled(events, len(pieces) if events.count(_NULL) == 1 else 1)

    def closing(self) -> bytes:
        """See Renderer."""
        for one in self._choices:
            one.end()
        return self._filled(self._renderer.closing(), 0)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return b"".join((self.opening(), *self.each(pieces), self.closing(), self.end))

    def _filled(self, events: bytes, pieces: int) -> bytes:
        """Return events with their usage; each sends so many pieces of its choice."""
        *before, last = events.split(_NULL)
        filled = [part for one in before for part in (one, self._usage(one, pieces))]
        return b"".join((*filled, last))

    def _usage(self, event: bytes, pieces: int) -> bytes:
        found = _CHOICE.search(event)
        if found is None:
            spent = sum(one.tokens for one in self._choices)
        else:
            choice = self._choices[int(found[1])]
            choice.send(pieces)
            spent = choice.tokens
        total = self._prompt_tokens + spent
        numbers = {b"prompt": self._prompt_tokens, b"completion": spent, b"total": total}
        return self._member % numbers
