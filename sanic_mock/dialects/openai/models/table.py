"""The table of models: next month's model is one more row.

Names, dates, owners, windows and longest outputs are those of OpenAI's models page [guides-2026]
and of lists that clients printed [issues-2026]; which snapshot answers, how answers are billed and
which parameters are refused is from [otel-2026], [pydantic-2026], [replay-2026] and [adapter-2026],
family by family; images are billed by the guide "Images and vision" [guides-2026].

The models that are listed stand in the order in which OpenAI lists them; how keys are read stands
in `lookup`.
"""

from __future__ import annotations

from sanic_mock.dialects.openai.models.images import HIGH_LATER, ORIGINAL, Patches, Tiles
from sanic_mock.dialects.openai.models.prompting import GPT5, GPT54, GPT55, O_SERIES, SEARCHING
from sanic_mock.dialects.openai.models.rows import (
    Completing,
    Embedding,
    Family,
    Format,
    Judging,
    Model,
)

_THREE = ("low", "medium", "high")
_FROM_MINIMAL = ("minimal", *_THREE)
_FROM_NONE = ("none", *_THREE)
_ALL = (*_FROM_NONE, "xhigh")

# Structured Outputs came with gpt-4o-2024-08-06, JSON mode with gpt-4-1106 [guides-2026]; until
# gpt-5.2 only users showed images (a thread of February [issues-2026]).
_NO_SCHEMAS: tuple[Format, ...] = ("json_object",)

_CHAT = Family("chat")
_OLD = Family(
    "chat", 128_000, 4096, predicts=False, formats=_NO_SCHEMAS, sees_results=False
)  # fmt: skip
_TURBO = _OLD._replace(window=16_385, sees=False, has_fingerprint=False)
_GPT4 = _OLD._replace(window=8192, most_output=8192, sees=False, formats=())
_BLIND = _OLD._replace(sees=False)

_GPT4O = Family("chat", 128_000, 16_384, sees_results=False, has_older_filter=True)
_GPT4O_MINI = _GPT4O._replace(images=Tiles(2833, 5667))
_SPEAKING = _GPT4O._replace(sees=False, speaks=True, predicts=False, formats=())
_SEARCHING = _GPT4O._replace(
    searches=True, predicts=False, is_search_preview=True, has_logprobs_key=False,
    bills_role=False, prompting=SEARCHING,
)  # fmt: skip

_GPT41 = Family("chat", 1_047_576, 32_768, sees_results=False)
_GPT41_MINI = _GPT41._replace(images=Patches(1.62))
_GPT41_NANO = _GPT41._replace(images=Patches(2.46))

_GPT5 = Family(
    "chat", 400_000, 128_000, 272_000, _FROM_MINIMAL, "medium", framing=9, bills_role=False,
    has_fingerprint=False, has_logprobs_key=False, images=Tiles(70, 140), sees_results=False,
    prompting=GPT5, forced_finish="tool_calls",
)  # fmt: skip
# What was billed is less than the guide says of them [billed-2026].
_GPT5_MINI = _GPT5._replace(images=Patches(1.2))
_GPT5_NANO = _GPT5._replace(images=Patches(1.5))
_GPT5_CHAT = _GPT5._replace(
    window=128_000, most_output=16_384, most_input=0, efforts=(), effort="none", framing=0
)
_GPT51 = _GPT5._replace(efforts=_FROM_NONE, effort="none")
_GPT52 = _GPT5._replace(
    efforts=_ALL, effort="none", top_p=0.98, images=Patches(), sees_results=True, retention="24h",
    thinks_in_steps=False,
)  # fmt: skip
_LONG = _GPT5._replace(
    window=1_050_000, most_input=922_000, efforts=_ALL, framing=3, effort_with_tools="none",
    has_phases=True, top_p=0.98, retention="24h", sees_results=True,
    prompting=GPT55, images=Patches(1.216, HIGH_LATER, ORIGINAL, ORIGINAL), thinks_in_steps=False,
)  # fmt: skip
_GPT53 = _LONG._replace(
    has_phases=False, images=Patches(), effort_with_tools="any"
)  # fmt: skip
_GPT54 = _LONG._replace(
    effort="none", effort_with_tools="none unless left out",
    images=Patches(1.0, HIGH_LATER, ORIGINAL, HIGH_LATER), prompting=GPT54,
)  # fmt: skip
_GPT55 = _LONG._replace(
    images=Patches(1.0, HIGH_LATER, ORIGINAL, ORIGINAL), effort_with_tools="none unless left out"
)  # fmt: skip
_GPT56 = _LONG._replace(turns="all_turns", groups_given=False, tells_cache_writes=True)
_GPT6 = _GPT56._replace(images=Tiles(85, 170))

_O = Family(
    "chat", 200_000, 100_000, 0, _THREE, "medium", bills_role=False, calls_in_parallel=False,
    sees_results=False, has_logprobs_key=False, prompting=O_SERIES,
)  # fmt: skip
_O1 = _O._replace(images=Tiles(75, 150))
_O1_SMALL = _O1._replace(
    window=128_000, efforts=("medium",), sees=False, formats=(), is_instructed=False
)  # fmt: skip
_O3_MINI = _O1._replace(framing=13, sees=False)
_O4_MINI = _O._replace(framing=18, has_fingerprint=False, images=Patches(1.72))

_INSTRUCT = Completing("gpt-3.5-turbo-instruct:20230824-v2", context=4097, reads_only=False)
_INSTRUCTED = _TURBO._replace(purpose="completion")
_COMPLETES = Family("completion")
_EMBEDS = Family("embedding")
_JUDGES = Family("moderation")
_JUDGES_TEXTS = Family("moderation", judges_images=False)
_TEXT_JUDGE = Model(_JUDGES_TEXTS, judging=Judging("text-moderation-007"))


def _respond(family: Family, snapshot: str = "", *, is_told_apart: bool = False) -> Model:
    """Return a row of models that answer responses alone."""
    responding = family._replace(purpose="responses", is_told_apart=is_told_apart)
    return Model(responding, snapshot=snapshot)


MODELS: dict[str, Model] = {
    "gpt-3.5-turbo": Model(_TURBO, 1677610602, "openai", "gpt-3.5-turbo-0125"),
    "gpt-3.5-turbo-0125": Model(_TURBO, 1706048358),
    "gpt-4": Model(_GPT4, 1687882411, "openai", "gpt-4-0613"),
    "gpt-4-0613": Model(_GPT4._replace(has_fingerprint=False), 1686588896, "openai"),
    "gpt-4-turbo": Model(_OLD, 1712361441, snapshot="gpt-4-turbo-2024-04-09"),
    "gpt-4-turbo-2024-04-09": Model(_OLD, 1712601677),
    "gpt-4-turbo-preview": Model(_OLD, 1706037777, snapshot="gpt-4-0125-preview"),
    "gpt-4-32k": Model(_GPT4._replace(window=32_768, most_output=32_768)),
    "gpt-4-0125": Model(_BLIND._replace(has_fingerprint=False)),
    "gpt-4-1106": Model(_BLIND),
    "gpt-4-1106-vision": Model(_OLD._replace(formats=())),
    "gpt-4.5": Model(_GPT4O),
    "gpt-4.5-preview": Model(_GPT4O, snapshot="gpt-4.5-preview-2025-02-27"),
    "gpt-5.1": Model(_GPT51, 1762800673, snapshot="gpt-5.1-2025-11-13"),
    "gpt-5.1-chat": Model(_GPT5_CHAT),
    "gpt-5.1-pro": _respond(_GPT51),
    "gpt-5.1-codex": _respond(_GPT51),
    "gpt-5.1-codex-mini": _respond(_GPT51._replace(images=Patches())),
    "gpt-5.2": Model(_GPT52, snapshot="gpt-5.2-2025-12-11"),
    "gpt-5.2-chat": Model(
        _GPT5_CHAT._replace(
            efforts=("medium",), effort="medium", top_p=0.85, images=Patches(), sees_results=True
        ),
        snapshot="gpt-5.2-chat-latest",
    ),
    "gpt-5.2-pro": _respond(_GPT52),
    "gpt-5.2-codex": _respond(_GPT52),
    "gpt-5.3": Model(_GPT53),
    "gpt-5.3-pro": _respond(_GPT53),
    "gpt-5.3-codex": _respond(_GPT53),
    "gpt-5.4": Model(_GPT54, snapshot="gpt-5.4-2026-03-05"),
    "gpt-5.4-mini": Model(
        _GPT54._replace(images=Patches(1.62)), snapshot="gpt-5.4-mini-2026-03-17"
    ),
    "gpt-5.4-nano": Model(
        _GPT54._replace(images=Patches(1.216)), snapshot="gpt-5.4-nano-2026-03-17"
    ),
    "gpt-5.4-pro": _respond(_GPT54),
    "gpt-5.4-codex": _respond(_GPT54),
    "gpt-5.5": Model(_GPT55, snapshot="gpt-5.5-2026-04-23"),
    "gpt-5.5-pro": _respond(_GPT55),
    "gpt-5.5-codex": _respond(_GPT55),
    "gpt-5.6": Model(_GPT56, snapshot="gpt-5.6-sol"),
    "gpt-5.6-luna": Model(_GPT56, deployed="gpt-5.6-luna-2026-07-09"),
    "gpt-5.6-pro": _respond(_GPT56),
    "gpt-5.6-codex": _respond(_GPT56),
    "gpt-4o": Model(_GPT4O, 1715367049, snapshot="gpt-4o-2024-08-06", deployed="gpt-4o-2024-11-20"),
    "gpt-4o-2024-05-13": Model(_OLD, 1715368132),
    "gpt-4o-2024-08-06": Model(_GPT4O, 1722814719),
    "gpt-4o-2024-11-20": Model(_GPT4O, 1739331543),
    "gpt-4o-mini": Model(_GPT4O_MINI, 1721172741, snapshot="gpt-4o-mini-2024-07-18"),
    "gpt-4o-mini-2024-07-18": Model(_GPT4O_MINI, 1721172717),
    "gpt-4o-audio": Model(_SPEAKING),
    "gpt-4o-audio-preview": Model(_SPEAKING, snapshot="gpt-4o-audio-preview-2025-06-03"),
    "gpt-4o-mini-audio": Model(_SPEAKING._replace(images=_GPT4O_MINI.images)),
    "gpt-audio": Model(_SPEAKING),
    "gpt-audio-mini": Model(_SPEAKING, snapshot="gpt-audio-mini-2025-12-15"),
    "gpt-4o-search": Model(_SEARCHING),
    "gpt-4o-search-preview": Model(_SEARCHING, snapshot="gpt-4o-search-preview-2025-03-11"),
    "gpt-4o-mini-search": Model(_SEARCHING._replace(images=_GPT4O_MINI.images)),
    "gpt-4o-mini-search-preview": Model(
        _SEARCHING._replace(images=_GPT4O_MINI.images),
        snapshot="gpt-4o-mini-search-preview-2025-03-11",
    ),
    "chatgpt-4o": Model(_GPT4O._replace(predicts=False)),
    "gpt-4.1": Model(_GPT41, 1744316542, snapshot="gpt-4.1-2025-04-14"),
    "gpt-4.1-2025-04-14": Model(_GPT41, 1744315746),
    "gpt-4.1-mini": Model(_GPT41_MINI, 1744318173, snapshot="gpt-4.1-mini-2025-04-14"),
    "gpt-4.1-mini-2025-04-14": Model(_GPT41_MINI, 1744317547),
    "gpt-4.1-nano": Model(_GPT41_NANO, 1744321707, snapshot="gpt-4.1-nano-2025-04-14"),
    "gpt-4.1-nano-2025-04-14": Model(_GPT41_NANO, 1744321025),
    "gpt-5": Model(_GPT5, 1754425777, snapshot="gpt-5-2025-08-07"),
    "gpt-5-2025-08-07": Model(_GPT5, 1754075360),
    "gpt-5-mini": Model(_GPT5_MINI, 1754425928, snapshot="gpt-5-mini-2025-08-07"),
    "gpt-5-mini-2025-08-07": Model(_GPT5_MINI, 1754425867),
    "gpt-5-nano": Model(_GPT5_NANO, 1754426384, snapshot="gpt-5-nano-2025-08-07"),
    "gpt-5-nano-2025-08-07": Model(_GPT5_NANO, 1754426303),
    "gpt-5-chat": Model(_GPT5_CHAT),
    "gpt-5-search": Model(_GPT5._replace(searches=True, framing=0)),
    "gpt-5-pro": _respond(_GPT5, "gpt-5-pro-2025-10-06", is_told_apart=True),
    "gpt-5-codex": _respond(_GPT5, is_told_apart=True),
    "gpt-5-codex-mini": _respond(_GPT5._replace(images=Patches()), is_told_apart=True),
    "o1": Model(_O1, 1734375816, snapshot="o1-2024-12-17"),
    "o1-2024-12-17": Model(_O1, 1734326976),
    "o1-mini": Model(_O1_SMALL._replace(most_output=65_536), snapshot="o1-mini-2024-09-12"),
    "o1-preview": Model(_O1_SMALL._replace(most_output=32_768)),
    "o1-pro": _respond(_O1, is_told_apart=True),
    "o3": Model(_O1, 1744225308, snapshot="o3-2025-04-16"),
    "o3-2025-04-16": Model(_O1, 1744133301),
    "o3-pro": _respond(_O1, is_told_apart=True),
    "o3-deep-research": _respond(_O1, is_told_apart=True),
    "o3-mini": Model(_O3_MINI, 1737146383, snapshot="o3-mini-2025-01-31"),
    "o3-mini-2025-01-31": Model(_O3_MINI, 1738010200),
    "o4-mini": Model(_O4_MINI, 1744225351, snapshot="o4-mini-2025-04-16"),
    "o4-mini-2025-04-16": Model(_O4_MINI, 1744133506),
    "o4-mini-deep-research": _respond(_O4_MINI, is_told_apart=True),
    "codex-*": _respond(Family(), is_told_apart=True),
    "computer-use-preview": _respond(Family(images=Tiles(65, 129)), is_told_apart=True),
    "computer-use-*": _respond(Family(), is_told_apart=True),
    "gpt-3.5-turbo-instruct": Model(_INSTRUCTED, 1692901427, completing=_INSTRUCT),
    "gpt-3.5-turbo-instruct-0914": Model(_INSTRUCTED, 1694122472, completing=_INSTRUCT),
    "davinci-002": Model(
        _COMPLETES,
        1692634301,
        completing=Completing("davinci:2023-07-21-v2", context=16_385, takes_suffix=False),
    ),
    "babbage-002": Model(
        _COMPLETES,
        1692634615,
        completing=Completing("babbage:2023-07-21-v2", context=16_385, takes_suffix=False),
    ),
    "text-embedding-3-large": Model(_EMBEDS, 1705953180, embedding=Embedding(3072, 3072)),
    "text-embedding-3-small": Model(_EMBEDS, 1705948997, embedding=Embedding(1536, 1536)),
    "text-embedding-ada-002": Model(
        _EMBEDS,
        1671217299,
        "openai-internal",
        "text-embedding-ada-002-v2",
        embedding=Embedding(1536, 0),
    ),
    "omni-moderation-latest": Model(_JUDGES, 1731689265, judging=Judging("omni-moderation-latest")),
    "omni-moderation-2024-09-26": Model(_JUDGES, judging=Judging("omni-moderation-2024-09-26")),
    # retired in October 2025; served for clients that still name them
    "text-moderation-latest": _TEXT_JUDGE,
    "text-moderation-stable": _TEXT_JUDGE,
    "text-moderation-007": _TEXT_JUDGE,
    # those that are newer than this table
    **dict.fromkeys(("gpt-3*", "gpt-4*", "gpt-7*", "gpt-8*", "gpt-9*", "chatgpt-*"), Model(_CHAT)),
    "gpt-5*": Model(_GPT56),
    "gpt-5.#-pro*": _respond(_GPT56),
    "gpt-5.#-codex*": _respond(_GPT56),
    "gpt-6*": Model(_GPT6),
    "gpt-6-pro*": _respond(_GPT6),
    "gpt-6-codex*": _respond(_GPT6),
    "o#*": Model(_O),
    "o#-pro*": _respond(_O, is_told_apart=True),
    "o#-codex*": _respond(_O, is_told_apart=True),
    "o#-deep-research*": _respond(_O, is_told_apart=True),
    "o#-mini-deep-research*": _respond(_O, is_told_apart=True),
    "text-embedding-*": Model(_EMBEDS),
    "omni-moderation-*": Model(_JUDGES),
    "text-moderation-*": Model(_JUDGES_TEXTS),
}
