"""What Ollama is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.engine.ask import Ask


class OllamaAsk(Ask, gc=False):
    """The Ask of a chat or of a generated text.

    Attributes:
        context: tokens of the prompt, which a generated text tells; none where it tells none.
        loads: what is done where nothing is asked: the model is loaded, or unloaded; else "".
        estimate: tokens of the prompt, as a streamed message tells them at its beginning.
    """

    context: Sequence[int] = ()
    loads: str = ""
    estimate: int = 0
