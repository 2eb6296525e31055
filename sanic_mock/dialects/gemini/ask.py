"""What Gemini is asked for."""

from __future__ import annotations

from typing import Literal

from sanic_mock.engine.ask import Ask

Form = Literal["whole", "events", "array"]


class GeminiAsk(Ask, gc=False):
    """The Ask of a generated content.

    Attributes:
        shows_signature: whether its text is signed, whatever the model.
    """

    shows_signature: bool = False
