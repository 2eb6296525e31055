"""What Gemini is asked for."""

from __future__ import annotations

from typing import Literal

from sanic_mock.dialects.gemini.server_tools import ServerTools
from sanic_mock.dialects.gemini.usage import Media
from sanic_mock.engine.ask import Ask

Form = Literal["whole", "events", "array"]


class GeminiAsk(Ask, gc=False):
    """The Ask of a generated content.

    Attributes:
        used: the tools that Google runs for it; None where it offers none.
        media: what of its prompt's tokens is no text.
    """

    used: ServerTools | None = None
    media: Media = ()
