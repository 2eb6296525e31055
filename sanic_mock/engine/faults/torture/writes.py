"""Parts in other writes than theirs: many in one, one in many, and split within a character.

What is to be a write of its own is due a millisecond after the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random

from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.torturing import WriteWay

GAP_NS = 1_000_000
_MOST_TOGETHER = 5
_MOST_SLICES = 4
# Where an event has no character of several bytes, a comment before it has one.
_COMMENT = b": \xf0\x9f\x99\x82\n"
# The first bytes of a character of several; lone ones are binary, such as the checksum of an event.
_SEVERAL = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


class WritesStage(PassiveStage):
    """Splits or joins one part after the other, each in the next of some ways.

    Args:
        ways: in their order, at least one.
        draws: decide where parts are split, and how many are joined.
        has_comments: whether a comment may stand before an event.
    """

    def __init__(self, ways: Sequence[WriteWay], draws: Random, *, has_comments: bool) -> None:
        self._ways = cycle(ways)
        self._draws = draws
        self._has_comments = has_comments
        self._held: list[FlowPart] = []
        self._left = 0
        self._free_ns = self._tokens = 0

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        part = part.at(max(part.due_ns, self._free_ns))
        if part.kind != "content" or not part.content:
            yield from self._joined()
            yield part
            return
        if self._left == 0:
            way = next(self._ways)
            if way != "many_in_one":
                yield from self._split(part, way)
                return
            self._left = self._draws.randrange(2, _MOST_TOGETHER + 1)
        self._held.append(part)
        self._left -= 1
        if self._left == 0:
            yield from self._joined()

    def _joined(self) -> Iterator[FlowPart]:
        held, self._held, self._left = self._held, [], 0
        if held:
            self._tokens = held[-1].tokens
            yield held[-1]._replace(content=b"".join(part.content for part in held))

    def _split(self, part: FlowPart, way: WriteWay) -> Iterator[FlowPart]:
        content = part.content
        if way == "split_utf8":
            content, place = self._within_character(content)
            places = [place] if place else []
        else:
            slices = min(self._draws.randrange(2, _MOST_SLICES + 1), len(content))
            places = sorted(self._draws.sample(range(1, len(content)), slices - 1))
        due_ns = part.due_ns
        for start, stop in zip((0, *places), places, strict=False):
            yield FlowPart(due_ns, content[start:stop], self._tokens)
            due_ns += GAP_NS
        yield part._replace(due_ns=due_ns, content=content[places[-1] if places else 0 :])
        self._free_ns, self._tokens = due_ns, part.tokens

    def _within_character(self, content: bytes) -> tuple[bytes, int]:
        """Return content, and a place within one of its characters; 0 where it has none."""
        if (character := _SEVERAL.search(content)) is not None:
            return content, character.start() + 1
        if not self._has_comments:
            return content, 0
        return _COMMENT + content, _COMMENT.index(b"\xf0") + 1
