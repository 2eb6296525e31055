"""What a completion of a text is asked for."""

from __future__ import annotations

from sanic_mock.dialects.openai.completions.reading import Reading
from sanic_mock.engine.ask import Ask


class CompletionAsk(Ask, gc=False):
    """The Ask of a completion.

    Attributes:
        reading: what its answer needs to know where it is more than one plain text, which it is
            as soon as there are options; None for the many.
    """

    reading: Reading | None = None
