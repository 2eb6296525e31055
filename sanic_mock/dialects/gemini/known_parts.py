"""Parts of plain answers with their numbers filled in, kept by these.

Many answers have as many tokens as one before them. What is left to fill in are the sums that
thoughts belong to, and what names an answer.
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.gemini.ids import SIGNATURES
from sanic_mock.dialects.gemini.shapes import PART, ChunkShape, EndShape
from sanic_mock.dialects.gemini.templates import (
    CANDIDATES,
    PROMPT,
    SIGNATURE,
    TEXT,
    BytesTemplate,
    Filling,
    Staged,
    staged,
)

KNOWN_PARTS = 1024
_NUMBERS = PROMPT, CANDIDATES

# Tokens of a prompt and of its answer, and whether something was thought.
_End = tuple[int, int, bool]
# Likewise, of what all events of a stream have.
_Cut = tuple[int, bool]


class KnownEnds(dict[_End, BytesTemplate]):
    """Numbers to what follows a text that ended by itself, and its signature.

    Args:
        shape: of one model's answers.

    Attributes:
        signed: what comes between a text and that, one for each signature.
    """

    def __init__(self, shape: EndShape) -> None:
        super().__init__()
        self._shape = shape
        self._stages: dict[tuple[bool, ...], Staged] = {}
        self.signed: tuple[bytes, ...] = (b"",)
        if shape.is_signed:
            before = self._parted(True, True, True)[0]
            self.signed = tuple(before + one for one in SIGNATURES)

    def __missing__(self, key: _End) -> BytesTemplate:
        if len(self) >= KNOWN_PARTS:
            self.clear()
        prompt, shown, is_thought = key
        stage = self._stage(prompt > 0, shown > 0, is_thought)
        self[key] = made = stage.half_filled(_filling(prompt, shown))
        return made

    def _stage(self, *present: bool) -> Staged:
        if present not in self._stages:
            rest = self._parted(*present)[1]
            made = staged(rest, self._shape.model, self._shape.layout, _NUMBERS)
            self._stages[present] = made
        return self._stages[present]

    def _parted(self, *present: bool) -> tuple[bytes, bytes]:
        """Return what comes before a signature and behind it; all is behind where there is none."""
        prompt, shown, is_thought = present
        printed = self._shape.printed(("STOP", prompt, shown, is_thought, False))
        rest = printed.partition(TEXT.encode())[2]
        if not self._shape.is_signed:
            return b"", rest
        before, _, behind = rest.partition(SIGNATURE.encode())
        return before, behind


class KnownCut(NamedTuple):
    """What stands behind the text of each event but the last; see `shapes.Cuts`."""

    before_count: bytes
    before_total: bytes
    behind: BytesTemplate


class KnownCuts(dict[_Cut, KnownCut]):
    """Numbers to what stands in each event of a stream.

    Args:
        shape: of one model's streams.

    Attributes:
        before: what comes before a text.
    """

    def __init__(self, shape: ChunkShape) -> None:
        super().__init__()
        self._shape = shape
        self._stages: dict[tuple[bool, bool], Staged] = {}
        self.before = shape.printed((True, True, True, False))[0]

    def __missing__(self, key: _Cut) -> KnownCut:
        if len(self) >= KNOWN_PARTS:
            self.clear()
        prompt, is_thought = key
        stage = self._stage(prompt > 0, is_thought)
        text, pick = stage.half_filled(_filling(prompt, 0))
        *before, behind = text.split(PART)
        count, total = before or (b"", b"")
        self[key] = made = KnownCut(count, total, BytesTemplate(behind, pick))
        return made

    def _stage(self, has_prompt: bool, is_thought: bool) -> Staged:
        kind = has_prompt, is_thought
        if kind not in self._stages:
            rest = self._shape.printed((has_prompt, True, is_thought, False))[1]
            self._stages[kind] = staged(rest, self._shape.model, self._shape.layout, _NUMBERS)
        return self._stages[kind]


def _filling(prompt: int, shown: int) -> Filling:
    return prompt, shown, 0, 0, 0, b"", b"", b"", b""
