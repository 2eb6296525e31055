"""What the prompt of a response is billed, and how its answer is: the counters of one worker."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.responses.caching import LEAST_TOKENS, PromptCache
from sanic_mock.dialects.openai.responses.history import Past
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.engine.begun_counts import BegunCounts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import CL100K, ENCODING
from sanic_mock.settings import Settings

# Framing of an answer's own turn, which every prompt has [otel-2026].
_ANSWER_TOKENS = 3


class Billing:
    """Counts prompts, with the vocabulary of the model that reads them.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_told = settings.prompt_tokens == "counted"
        self.is_counted = self.is_told or not is_immediate(settings)
        self._usual = BegunCounts(counter())
        self._wire = wire_of(settings)
        # where waiting for a prompt depends on a cache, that cache's numbers are told
        is_cached = self.is_told and not settings.load.cache_blocks
        self._cache = PromptCache() if is_cached else None

    def count(self, model: ResponsesTraits | None = None) -> Count | None:
        """Return what counts a text's tokens for a model, the usual one if none; None: nothing."""
        if not self.is_counted:
            return None
        return self._usual if model is None or not model.is_older else counter(CL100K)

    def meter(self, model: ResponsesTraits, name: str) -> Meter:
        """Return what counts the items of one request, for the model that it names."""
        return Meter(
            self.count(model),
            model.message_tokens,
            name,
            model.prompting,
            frames_files=self._wire.frames_files,
        )

    def terms(
        self,
        request: ResponsesRequest,
        model: ResponsesTraits,
        items: Sequence[Item],
        tokens: int,
        *,
        runs_calls: bool,
    ) -> Terms | None:
        """Return how an answer is billed; None for prompt and text alone.

        Args:
            request: as it was read.
            model: how it answers.
            items: all that the model reads, but the instructions.
            tokens: what the prompt is billed.
            runs_calls: whether calls are run for the client: what was thought before is prompt
                behind them.
        """
        cached, thought = 0, model.thought(request)
        vocabulary = CL100K if model.is_older else ENCODING
        if self._cache is not None and tokens >= LEAST_TOKENS:
            cached = self._cache.known([*instructed(request), *items], tokens, vocabulary)
        reads_thought = runs_calls and self.is_told
        if not (cached or thought or model.is_older or reads_thought):
            return None
        return Terms(
            cached,
            thought=thought,
            encoding=CL100K if model.is_older else "",
            thought_law="steps" if model.thinks_in_steps else "beyond",
            reads_thought=reads_thought,
        )


def prompt_tokens(
    request: ResponsesRequest, meter: Meter, given: Sequence[Item], past: Past
) -> int:
    """Count a prompt as OpenAI bills it; instructions are a message [otel-2026]."""
    if meter.count is None:
        return 0
    wanted = request.text.format if request.text is not None else None
    format_tokens = 0 if wanted is None else meter.format_tokens(wanted)
    said = meter.tokens((*instructed(request), *given), past.items)
    thought = meter.thought([*past.items, *given])
    return _ANSWER_TOKENS + past.tokens + said + thought + format_tokens


def instructed(request: ResponsesRequest) -> list[Item]:
    """Return a request's instructions as the item that stands before all others."""
    if not request.instructions:
        return []
    return [{"role": "developer", "content": request.instructions}]
