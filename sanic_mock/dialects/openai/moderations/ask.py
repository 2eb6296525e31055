"""What a moderation is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.moderations.whole import Generation, Judged
from sanic_mock.engine.ask import Ask


class ModerationAsk(Ask, gc=False, kw_only=True):
    """The Ask of a moderation.

    Attributes:
        generation: what models like the one that judges answer.
        judged: the inputs, and what was found in each.
    """

    generation: Generation
    judged: Sequence[Judged]
