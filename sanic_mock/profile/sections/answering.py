"""What a server answers, whatever is asked: the keys at the top of a profile that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import DurationKind, NumberKind, SizeKind, WholeKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, LocaleKind, TextKind, TextsKind
from sanic_mock.profile.sections.thinking import THOUGHT

PromptCount = Literal["counted", "random", "fixed"]
Mode = Literal["strict", "lenient"]
WireMonth = Literal[
    "2026-08",
    "2026-07",
    "2026-06",
    "2026-05",
    "2026-04",
    "2026-03",
    "2025-12",
    "2025-10",
    "2025-09",
    "2025-08",
    "2025-07",
]
UsageInStreams = Literal["asked", "always"]
ReasoningMember = Literal["none", "reasoning_content", "reasoning"]
FlavourName = Literal[
    "openai",
    "azure",
    "vllm",
    "ollama",
    "deepseek",
    "mistral",
    "groq",
    "openrouter",
    "xai",
    "bedrock",
]

SMALL, BIG = "small", "big"
BIG_BYTES = 10_240

PAYLOAD = SizeKind(64, 16 * 2**20, (SMALL, BIG))
_LOCALE = LocaleKind("a locale such as en_US, de_DE or ja_JP", "[a-z]{2,3}(_[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class AnswerKeys:
    """What answers are like; see Settings, which has it all."""

    profile: str
    latency_s: float = key(
        "latency", DurationKind(), "time to the first byte; the short form of `ttft`", 0.0
    )
    jitter_s: float = key("jitter", DurationKind(), "uniform ± around `latency`, floored at 0", 0.0)
    payload: str = key("payload", PAYLOAD, "size of an answer's text; `big` is 10KiB", SMALL)
    payload_bytes: int | None = None
    model: str | None = key(
        "model", TextKind("a model's name"), "answer with this model, whatever is asked for"
    )
    models: tuple[str, ...] = key(
        "models", TextsKind(), "names that are served, others get a 404; none serves any", ()
    )
    mode: Mode = key(
        "mode",
        ChoiceKind(get_args(Mode)),
        "`strict` refuses what OpenAI refuses; `lenient` answers whatever can be answered",
        "strict",
    )
    wire: WireMonth = key(
        "wire",
        ChoiceKind(get_args(WireMonth)),
        "OpenAI's embeddings, ids, fields and members as until this month; all else is the newest",
        "2026-08",
    )
    usage_in_streams: UsageInStreams = key(
        "usage_in_streams",
        ChoiceKind(get_args(UsageInStreams)),
        "whether a stream ends with its usage: where `include_usage` asks for it, or always",
        "asked",
    )
    flavour: FlavourName = key(
        "flavour",
        ChoiceKind(get_args(FlavourName)),
        "whose way of answering OpenAI's requests it is; each has its own path, too: `/groq/…`",
        "openai",
    )
    seed: int = key(
        "seed",
        WholeKind(0, 2**63 - 1),
        "same seed, same answers; drawn at start if not given",
        unset=0,
    )
    locale: str = key("locale", _LOCALE, "language of the text: any locale of Faker", "en_US")
    prompt_tokens: PromptCount = key(
        "prompt_tokens",
        ChoiceKind(get_args(PromptCount)),
        "how `usage.prompt_tokens` is found",
        "counted",
    )
    fixed_prompt_tokens: int = key(
        "fixed_prompt_tokens",
        WholeKind(0, 10_000_000),
        "the number for `prompt_tokens: fixed`",
        245,
        switch="prompt_tokens",
        only_with=("fixed",),
    )
    tool_call_rate: float = key(
        "tool_call_rate",
        NumberKind(0, 1),
        "share of requests with tools that call one under `tool_choice: auto`",
        1.0,
    )
    reasoning_in_chat: ReasoningMember = key(
        "reasoning_in_chat",
        ChoiceKind(get_args(ReasoningMember)),
        "chat shows the reasoning tokens in this member of its messages, as they are due",
        "none",
        switch=" or ".join(THOUGHT),
    )
