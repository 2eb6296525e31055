"""What a row of the table of models says."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sanic_mock.dialects.openai.models.images import Patches, Tiles
from sanic_mock.dialects.openai.models.prompting import CHATTING, Prompting
from sanic_mock.engine.reply import FinishReason

Purpose = Literal["chat", "responses", "completion", "embedding", "moderation"]
Retention = Literal["in_memory", "24h"]
Turns = Literal["current_turn", "all_turns"]
Format = Literal["json_object", "json_schema"]
# Any; none unless it is left out, whatever the model does then; or none, which is to be said.
EffortWithTools = Literal["any", "none unless left out", "none"]

UNKNOWN = 1 << 62


class Family(NamedTuple):
    """What models have in common whose names begin alike; the defaults are a model nobody knows.

    Attributes:
        purpose: the endpoint that answers for them, and none of the others; None is any.
        window: most tokens of prompt and answer together.
        most_output: most tokens of an answer.
        most_input: most tokens of a prompt, where that is told instead of the window; else 0.
        efforts: the values of `reasoning_effort`; none for a model that does not reason.
        effort: the value where a request has none.
        thinks_in_steps: whether reasoning is billed in steps of 64, and told of if it has none.
        framing: tokens that an answer bills beside its text.
        sees: whether they take images.
        speaks: whether they take and give sound, and want one of both.
        searches: whether they search the web.
        effort_with_tools: which efforts go with functions in a conversation.
        forced_finish: why a conversation ends with a function that a client named.
        calls_in_parallel: whether they take `parallel_tool_calls`.
        formats: the kinds of JSON that an answer may be asked to be.
        sees_results: whether results of tools may be images.
        is_instructed: whether they take messages of the roles system and developer.
        predicts: whether they take a prediction of their answer.
        bills_role: whether a message's role counts as a prompt token.
        has_fingerprint: whether answers have a `system_fingerprint` that is not null.
        has_logprobs_key: whether choices carry `logprobs`, be it null.
        has_phases: whether messages of a response say what they are for.
        top_p: of a response, unless asked.
        retention: of a response's cached prompts, unless asked.
        limits_streams: whether streams of responses that are not kept tell limits.
        turns: whose reasoning a response goes on from, unless asked.
        groups_given: whether a function that a client gives in a later turn is a group of its own.
        tells_cache_writes: whether chat tells how much of a prompt was written to the cache.
        is_search_preview: whether they answer chat as gpt-4o-search-preview does: under a UUID,
            with an empty fingerprint, without a tier and `logprobs`.
        is_told_apart: whether chat, which they are not for, names the endpoint that they are for.
        images: how images are billed.
        has_older_filter: whether Azure's filter in front of them says `filtered` first.
        judges_images: whether they judge images, and say what each score applies to.
        prompting: how they are shown a conversation.
    """

    purpose: Purpose | None = None
    window: int = UNKNOWN
    most_output: int = UNKNOWN
    most_input: int = 0
    efforts: tuple[str, ...] = ()
    effort: str = "none"
    thinks_in_steps: bool = True
    framing: int = 0
    sees: bool = True
    speaks: bool = False
    searches: bool = False
    effort_with_tools: EffortWithTools = "any"
    forced_finish: FinishReason = "stop"
    calls_in_parallel: bool = True
    formats: tuple[Format, ...] = ("json_object", "json_schema")
    sees_results: bool = True
    is_instructed: bool = True
    predicts: bool = True
    bills_role: bool = True
    has_fingerprint: bool = True
    has_logprobs_key: bool = True
    has_phases: bool = False
    top_p: float = 1.0
    retention: Retention = "in_memory"
    limits_streams: bool = True
    turns: Turns = "current_turn"
    groups_given: bool = True
    tells_cache_writes: bool = False
    is_search_preview: bool = False
    is_told_apart: bool = False
    images: Tiles | Patches = Tiles(85, 170)
    has_older_filter: bool = False
    judges_images: bool = True
    prompting: Prompting = CHATTING

    @property
    def is_known(self) -> bool:
        """Whether it is known what they take; one that is not known is refused nothing."""
        return self.window < UNKNOWN


class Completing(NamedTuple):
    """How a model completes texts.

    Attributes:
        answers_as: the model name in the answer.
        context: tokens that prompt and completion may have together; 0 where nobody knows.
        takes_suffix: whether `suffix` is a parameter of its.
        reads_only: whether it can look at a prompt without adding to it, and tell of its tokens.
    """

    answers_as: str
    context: int = 0
    takes_suffix: bool = True
    reads_only: bool = True


class Embedding(NamedTuple):
    """What a model's vectors are like.

    Attributes:
        dimensions: how many numbers a vector has unless a request says otherwise.
        most: how many it may ask for; 0 where it may not ask.
    """

    dimensions: int
    most: int


class Judging(NamedTuple):
    """How a model moderates: `answers_as` is its name in the answer."""

    answers_as: str


class Model(NamedTuple):
    """One row: what its very name says, beside what is known of every name that begins with it.

    Attributes:
        family: what is known of every such name.
        created_s: when it was made, unix seconds; 0 where it is served and not listed.
        owner: who made it, as it is listed.
        snapshot: the model that answers a conversation under this name; "" is itself.
        completing: how it completes texts, if it does.
        embedding: what its vectors are like, if it makes any.
        judging: how it moderates, if it does.
        deployed: the dated name that only Azure tells; "" is the snapshot's.
    """

    family: Family = Family()
    created_s: int = 0
    owner: str = "system"
    snapshot: str = ""
    completing: Completing | None = None
    embedding: Embedding | None = None
    judging: Judging | None = None
    deployed: str = ""
