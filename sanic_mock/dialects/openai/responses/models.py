"""How answers of a model differ in the Responses API, from those of other models."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sanic_mock.dialects.openai.billing import mean_thought
from sanic_mock.dialects.openai.models import KNOWN_MODELS, traits
from sanic_mock.dialects.openai.models.prompting import Prompting
from sanic_mock.dialects.openai.responses.request import ResponsesRequest


class ResponsesTraits(NamedTuple):
    """What a model decides about its responses.

    Attributes:
        answers_as: the model name in the answer.
        message_tokens: what a message is billed beside its content: 3, and its role by some.
        efforts: how much it may be asked to reason; nothing for one that does not.
        effort: how much it reasons unless asked; None does not.
        thinks_in_steps: whether it tells of reasoning that has no tokens [replay-2026].
        has_phases: whether its messages say what they are for; from gpt-5.4 on [pydantic-2026].
        top_p: unless asked; 0.98 from gpt-5.2 on [pydantic-2026].
        retention: of cached prompts, unless asked [pydantic-2026].
        limits_streams: whether streams that are not kept tell limits.
        groups_given: whether functions that a client gives later are groups of their own.
        tells_cache_writes: whether what is written to the prompt's cache is billed.
        turns: whose reasoning is gone on from, unless asked [pydantic-2026].
        most_prompt: most tokens that a prompt may have.
        formats: the kinds of JSON that a text may be asked to be.
        is_older: whether its vocabulary is cl100k.
        most_output: most tokens that an answer may have.
        prompting: how it is shown a conversation.
    """

    answers_as: str
    message_tokens: int
    efforts: tuple[str, ...]
    effort: str | None
    thinks_in_steps: bool
    has_phases: bool
    top_p: float
    retention: str
    limits_streams: bool
    groups_given: bool
    tells_cache_writes: bool
    turns: str
    most_prompt: int
    formats: tuple[str, ...]
    is_older: bool
    most_output: int
    prompting: Prompting

    def asked_effort(self, request: ResponsesRequest) -> str | None:
        """Return how much is reasoned for a request; None for a model that does not."""
        wanted = request.reasoning.effort if request.reasoning is not None else None
        return wanted or self.effort if self.efforts else None

    def reasons(self, request: ResponsesRequest) -> bool:
        """Return whether the model reasons before it answers."""
        return self.asked_effort(request) not in (None, "none")

    def thought(self, request: ResponsesRequest) -> int:
        """Return how many reasoning tokens are billed on average."""
        effort = self.asked_effort(request) or ""
        return mean_thought(effort, thinks_in_steps=self.thinks_in_steps)


@lru_cache(KNOWN_MODELS)
def responses_traits(asked: str) -> ResponsesTraits:
    """Return how the model asked for answers; any name is served."""
    model = traits(asked)
    family = model.family
    return ResponsesTraits(
        model.answers_as,
        4 if model.bills_role else 3,
        family.efforts,
        family.effort if family.efforts else None,
        family.thinks_in_steps,
        family.has_phases,
        family.top_p,
        family.retention,
        family.limits_streams,
        family.groups_given,
        family.tells_cache_writes,
        family.turns,
        model.most_prompt,
        family.formats,
        model.is_older,
        family.most_output,
        family.prompting,
    )
