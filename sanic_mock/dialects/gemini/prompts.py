"""What a prompt bills, as Gemini counts it, by the tokens of o200k_base.

Recorded prompts of one text have the same tokens, and on the developers' surface one more for each
message [gemini-2026]: "What is the capital of France?" has 8 there and 7 on Vertex AI; with "You
are a helpful chatbot." before it, 15 and 13.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.request import PlainContent, PlainRequest
from sanic_mock.dialects.gemini.turns import GeminiTurn
from sanic_mock.dialects.pdf_files import pdf_file
from sanic_mock.engine.begun_counts import BegunCounts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.settings import Settings

# What an image bills, or a page of a file; the latter of models that call it an image, 520 and 532
# of four files each [gemini-2026].
IMAGE_TOKENS, _LATER_PAGE_TOKENS = 258, 526
_PDF = "application/pdf"
# What media are, by the beginning of their types; files are something else, and images from 3 on.
_MODALITIES: Mapping[str, str] = {
    "image": "IMAGE",
    "audio": "AUDIO",
    "video": "VIDEO",
    "text": "TEXT",
}

_encode = msgspec.json.Encoder().encode


def framing_tokens(model: GeminiTraits, *, is_vertex: bool) -> int:
    """Return what each message bills beside its texts."""
    return int(model.is_indexed and not is_vertex)


class CountedPrompt(NamedTuple):
    """What a prompt bills.

    Attributes:
        tokens: all of it.
        media: what of that is no text, by what it is of, in the order of the prompt.
    """

    tokens: int
    media: tuple[tuple[str, int], ...] = ()


def media_tokens(turns: Iterable[GeminiTurn], model: GeminiTraits) -> CountedPrompt:
    """Return what the media of a prompt bill, and what of that is no text."""
    file = "IMAGE" if model.names_calls else "DOCUMENT"
    counts: Counter[str] = Counter()
    for one in (one for turn in turns for one in turn.media):
        kind = one.get("mimeType", "").partition("/")[0]
        counts[_MODALITIES.get(kind, file)] += _medium(one, model)
    media = tuple((name, tokens) for name, tokens in counts.items() if name != "TEXT")
    return CountedPrompt(counts.total(), media)


def _medium(one: Mapping[str, Any], model: GeminiTraits) -> int:
    """Return what an image, a sound, a film or a file bills; raises Lengthy as `pdf_file` does."""
    if one.get("mimeType") != _PDF:
        return IMAGE_TOKENS
    page = _LATER_PAGE_TOKENS if model.names_calls else IMAGE_TOKENS
    return page * pdf_file(one.get("data")).pages


class GeminiPrompts:
    """Counts the prompts of one worker.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.

    Attributes:
        is_counted: whether it is.
        count: counts a text's tokens.
        begun: likewise, of a text that may be long and begin as another one did.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self.count = counter() if self.is_counted else len
        self.begun = BegunCounts(self.count)

    def plain(self, request: PlainRequest, framing: int) -> int:
        """Count a prompt of texts; each message bills so many tokens besides."""
        contents: Sequence[PlainContent] = request.contents
        if request.system_instruction is not None:
            contents = (request.system_instruction, *contents)
        count, total = self.begun, framing * len(contents)
        for content in contents:
            for part in content.parts:
                total += count(part.text)
        return total

    def rich(
        self, turns: Sequence[GeminiTurn], tools: Sequence[Any], framing: int, model: GeminiTraits
    ) -> CountedPrompt:
        """Count a prompt that may have media, calls and tools."""
        told = media_tokens(turns, model)
        total = told.tokens + sum(framing + self._turn(one) for one in turns)
        return CountedPrompt(
            total + (self.begun(_encode(tools).decode()) if tools else 0), told.media
        )

    def _turn(self, one: GeminiTurn) -> int:
        told = [*one.texts]
        said = [{name: one[name] for name in one if name != "parts"} for one in one.results]
        told += [_encode(called).decode() for called in (*one.calls, *said)]
        return sum(map(self.begun, told))
