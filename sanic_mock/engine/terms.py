"""How an answer is billed, and what it bills, beside its prompt and its text."""

from __future__ import annotations

from typing import Literal

import msgspec

ThoughtLaw = Literal["steps", "beyond", "any"]

LEAST_THOUGHT = 16  # tokens of a thought that is told


class Terms(msgspec.Struct, gc=False):
    """How an answer is billed where it is not by its prompt and its text alone, and how long it is.

    Attributes:
        cached: prompt tokens that are billed as found in a cache.
        audio: prompt tokens that are sound.
        thought: how many reasoning tokens are billed on average; 0 for none.
        framing: tokens that frame a text that ends by itself.
        least: fewest tokens of an answer that is text, what is thought among them.
        encoding: whose tokens a text is billed and cut by; empty for o200k.
        is_shown: whether what is thought so is told before the text, which takes its time.
        thought_law: whether those tokens come in steps of 64, are what is beyond the first 64, or
            any number.
        least_thought: fewest of them, where something always tells that there is thought.
        reads_thought: whether what is thought is prompt, too: of who thinks before it runs a tool,
            and reads that again behind it.
    """

    cached: int = 0
    audio: int = 0
    thought: int = 0
    framing: int = 0
    least: int = 0
    encoding: str = ""
    is_shown: bool = False
    thought_law: ThoughtLaw = "steps"
    least_thought: int = 0
    reads_thought: bool = False

    @property
    def is_simple(self) -> bool:
        """Whether they say nothing of the text itself, nor of the prompt once it is answered."""
        is_text = self.framing or self.least or self.encoding or self.is_shown
        return not (is_text or self.reads_thought)


class Bill(msgspec.Struct, gc=False):
    """What an answer bills beside its prompt and its text, and without taking time.

    Attributes:
        cached: see Terms.
        audio: see Terms.
        thought: reasoning tokens.
        framing: tokens that frame the text.
        accepted: tokens of the text that were predicted.
        rejected: tokens that were predicted and are not in the text.
    """

    cached: int = 0
    audio: int = 0
    thought: int = 0
    framing: int = 0
    accepted: int = 0
    rejected: int = 0
