"""How messages are asked for, beside what they say: by a head, or within a batch."""

from __future__ import annotations

from typing import NamedTuple


class MessagesSurface(NamedTuple):
    """What of that decides what is refused, and what is told.

    Attributes:
        is_strict: whether to refuse what Anthropic refuses.
        is_new: whether it is the version of October 2026, which takes less [platform-2026].
        is_batched: whether requests come in a batch, where nothing is streamed.
        is_exposed: whether pages of any site may read all fields of the answers.
    """

    is_strict: bool = True
    is_new: bool = False
    is_batched: bool = False
    is_exposed: bool = False
