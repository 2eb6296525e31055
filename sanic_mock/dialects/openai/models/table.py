"""The table of models: next month's model is one more row.

Names, dates, owners, windows and longest outputs are those of OpenAI's models page [guides-2026]
and of lists that clients printed [issues-2026]; which snapshot answers is from [otel-2026],
[pydantic-2026] and [replay-2026].

The models that are listed stand in the order in which OpenAI lists them; how keys are read stands
in `lookup`, and what models have in common in `families`.
"""

from __future__ import annotations

from sanic_mock.dialects.openai.models import families
from sanic_mock.dialects.openai.models.images import Patches, Tiles
from sanic_mock.dialects.openai.models.rows import Completing, Embedding, Family, Judging, Model

_INSTRUCT = Completing("gpt-3.5-turbo-instruct:20230824-v2", context=4097, reads_only=False)
_TEXT_JUDGE = Model(families.JUDGES_TEXTS, judging=Judging("text-moderation-007"))


def _respond(
    family: Family, snapshot: str = "", *, effort: str = "medium", is_told_apart: bool = False
) -> Model:
    """Return a row of models that answer responses alone: these think unless they are told not to.

    gpt-5.2-pro and gpt-5.2-codex say "medium" where gpt-5.2 says "none" [cassettes-2026], and
    gpt-5-pro does nothing but "high" ([openapi-2026] ReasoningEffort).
    """
    effort = effort if family.efforts else family.effort
    responding = family._replace(purpose="responses", is_told_apart=is_told_apart, effort=effort)
    return Model(responding, snapshot=snapshot)


MODELS: dict[str, Model] = {
    "gpt-3.5-turbo": Model(families.TURBO, 1677610602, "openai", "gpt-3.5-turbo-0125"),
    "gpt-3.5-turbo-0125": Model(families.TURBO, 1706048358),
    "gpt-4": Model(families.GPT4, 1687882411, "openai", "gpt-4-0613"),
    "gpt-4-0613": Model(families.GPT4._replace(has_fingerprint=False), 1686588896, "openai"),
    "gpt-4-turbo": Model(families.OLD, 1712361441, snapshot="gpt-4-turbo-2024-04-09"),
    "gpt-4-turbo-2024-04-09": Model(families.OLD, 1712601677),
    "gpt-4-turbo-preview": Model(families.OLD, 1706037777, snapshot="gpt-4-0125-preview"),
    "gpt-4-32k": Model(families.GPT4._replace(window=32_768, most_output=32_768)),
    "gpt-4-0125": Model(families.BLIND._replace(has_fingerprint=False)),
    "gpt-4-1106": Model(families.BLIND),
    "gpt-4-1106-vision": Model(families.OLD._replace(formats=())),
    "gpt-4.5": Model(families.GPT4O),
    "gpt-4.5-preview": Model(families.GPT4O, snapshot="gpt-4.5-preview-2025-02-27"),
    "gpt-5.1": Model(families.GPT51, 1762800673, snapshot="gpt-5.1-2025-11-13"),
    "gpt-5.1-chat": Model(families.GPT5_CHAT),
    "gpt-5.1-pro": _respond(families.GPT51),
    "gpt-5.1-codex": _respond(families.GPT51),
    "gpt-5.1-codex-mini": _respond(families.GPT51._replace(images=Patches())),
    "gpt-5.2": Model(families.GPT52, snapshot="gpt-5.2-2025-12-11"),
    "gpt-5.2-chat": Model(
        families.GPT5_CHAT._replace(
            efforts=("medium",), effort="medium", top_p=0.85, images=Patches(), sees_results=True
        ),
        snapshot="gpt-5.2-chat-latest",
    ),
    "gpt-5.2-pro": _respond(families.GPT52, "gpt-5.2-pro-2025-12-11"),
    "gpt-5.2-codex": _respond(families.GPT52),
    "gpt-5.3": Model(families.GPT53),
    "gpt-5.3-pro": _respond(families.GPT53),
    "gpt-5.3-codex": _respond(families.GPT53),
    "gpt-5.4": Model(families.GPT54, snapshot="gpt-5.4-2026-03-05"),
    "gpt-5.4-mini": Model(
        families.GPT54._replace(images=Patches()), snapshot="gpt-5.4-mini-2026-03-17"
    ),
    "gpt-5.4-nano": Model(
        families.GPT54._replace(images=Patches()), snapshot="gpt-5.4-nano-2026-03-17"
    ),
    "gpt-5.4-pro": _respond(families.GPT54),
    "gpt-5.4-codex": _respond(families.GPT54),
    "gpt-5.5": Model(families.GPT55, snapshot="gpt-5.5-2026-04-23"),
    "gpt-5.5-pro": _respond(families.GPT55),
    "gpt-5.5-codex": _respond(families.GPT55),
    "gpt-5.6": Model(families.GPT56, snapshot="gpt-5.6-sol"),
    "gpt-5.6-luna": Model(families.GPT56, deployed="gpt-5.6-luna-2026-07-09"),
    "gpt-5.6-pro": _respond(families.GPT56),
    "gpt-5.6-codex": _respond(families.GPT56),
    "gpt-4o": Model(
        families.GPT4O, 1715367049, snapshot="gpt-4o-2024-08-06", deployed="gpt-4o-2024-11-20"
    ),
    "gpt-4o-2024-05-13": Model(families.OLD, 1715368132),
    "gpt-4o-2024-08-06": Model(families.GPT4O, 1722814719),
    "gpt-4o-2024-11-20": Model(families.GPT4O, 1739331543),
    "gpt-4o-mini": Model(families.GPT4O_MINI, 1721172741, snapshot="gpt-4o-mini-2024-07-18"),
    "gpt-4o-mini-2024-07-18": Model(families.GPT4O_MINI, 1721172717),
    "gpt-4o-audio": Model(families.SPEAKING),
    "gpt-4o-audio-preview": Model(families.SPEAKING, snapshot="gpt-4o-audio-preview-2025-06-03"),
    "gpt-4o-mini-audio": Model(families.SPEAKING._replace(images=families.GPT4O_MINI.images)),
    "gpt-4o-mini-audio-preview": Model(
        families.SPEAKING._replace(images=families.GPT4O_MINI.images),
        snapshot="gpt-4o-mini-audio-preview-2024-12-17",
    ),
    "gpt-audio": Model(families.SPEAKING, snapshot="gpt-audio-2025-08-28"),
    "gpt-audio-mini": Model(families.SPEAKING, snapshot="gpt-audio-mini-2025-12-15"),
    "gpt-4o-search": Model(families.SEARCHING),
    "gpt-4o-search-preview": Model(families.SEARCHING, snapshot="gpt-4o-search-preview-2025-03-11"),
    "gpt-4o-mini-search": Model(families.SEARCHING._replace(images=families.GPT4O_MINI.images)),
    "gpt-4o-mini-search-preview": Model(
        families.SEARCHING._replace(images=families.GPT4O_MINI.images),
        snapshot="gpt-4o-mini-search-preview-2025-03-11",
    ),
    "chatgpt-4o": Model(families.GPT4O._replace(predicts=False)),
    "gpt-4.1": Model(families.GPT41, 1744316542, snapshot="gpt-4.1-2025-04-14"),
    "gpt-4.1-2025-04-14": Model(families.GPT41, 1744315746),
    "gpt-4.1-mini": Model(families.GPT41_MINI, 1744318173, snapshot="gpt-4.1-mini-2025-04-14"),
    "gpt-4.1-mini-2025-04-14": Model(families.GPT41_MINI, 1744317547),
    "gpt-4.1-nano": Model(families.GPT41_NANO, 1744321707, snapshot="gpt-4.1-nano-2025-04-14"),
    "gpt-4.1-nano-2025-04-14": Model(families.GPT41_NANO, 1744321025),
    "gpt-5": Model(families.GPT5, 1754425777, snapshot="gpt-5-2025-08-07"),
    "gpt-5-2025-08-07": Model(families.GPT5, 1754075360),
    "gpt-5-mini": Model(families.GPT5_MINI, 1754425928, snapshot="gpt-5-mini-2025-08-07"),
    "gpt-5-mini-2025-08-07": Model(families.GPT5_MINI, 1754425867),
    "gpt-5-nano": Model(families.GPT5_NANO, 1754426384, snapshot="gpt-5-nano-2025-08-07"),
    "gpt-5-nano-2025-08-07": Model(families.GPT5_NANO, 1754426303),
    "gpt-5-chat": Model(families.GPT5_CHAT),
    "gpt-5-search": Model(families.GPT5._replace(searches=True, framing=0)),
    "gpt-5-pro": _respond(
        families.GPT5._replace(efforts=("high",)),
        "gpt-5-pro-2025-10-06",
        effort="high",
        is_told_apart=True,
    ),
    "gpt-5-codex": _respond(families.GPT5, is_told_apart=True),
    "gpt-5-codex-mini": _respond(families.GPT5._replace(images=Patches()), is_told_apart=True),
    "o1": Model(families.O1_FIRST, 1734375816, snapshot="o1-2024-12-17"),
    "o1-2024-12-17": Model(families.O1_FIRST, 1734326976),
    "o1-mini": Model(families.O1_SMALL._replace(most_output=65_536), snapshot="o1-mini-2024-09-12"),
    "o1-preview": Model(families.O1_SMALL._replace(most_output=32_768)),
    "o1-pro": _respond(families.O1, is_told_apart=True),
    "o3": Model(families.O1, 1744225308, snapshot="o3-2025-04-16"),
    "o3-2025-04-16": Model(families.O1, 1744133301),
    "o3-pro": _respond(families.O1, is_told_apart=True),
    "o3-deep-research": _respond(families.O1, is_told_apart=True),
    "o3-mini": Model(families.O3_MINI, 1737146383, snapshot="o3-mini-2025-01-31"),
    "o3-mini-2025-01-31": Model(families.O3_MINI, 1738010200),
    "o4-mini": Model(families.O4_MINI, 1744225351, snapshot="o4-mini-2025-04-16"),
    "o4-mini-2025-04-16": Model(families.O4_MINI, 1744133506),
    "o4-mini-deep-research": _respond(families.O4_MINI, is_told_apart=True),
    "codex-*": _respond(Family(), is_told_apart=True),
    "computer-use-preview": _respond(Family(images=Tiles(65, 129)), is_told_apart=True),
    "computer-use-*": _respond(Family(), is_told_apart=True),
    "gpt-3.5-turbo-instruct": Model(families.INSTRUCTED, 1692901427, completing=_INSTRUCT),
    "gpt-3.5-turbo-instruct-0914": Model(families.INSTRUCTED, 1694122472, completing=_INSTRUCT),
    "davinci-002": Model(
        families.COMPLETES,
        1692634301,
        completing=Completing("davinci:2023-07-21-v2", context=16_385, takes_suffix=False),
    ),
    "babbage-002": Model(
        families.COMPLETES,
        1692634615,
        completing=Completing("babbage:2023-07-21-v2", context=16_385, takes_suffix=False),
    ),
    "text-embedding-3-large": Model(families.EMBEDS, 1705953180, embedding=Embedding(3072, 3072)),
    "text-embedding-3-small": Model(families.EMBEDS, 1705948997, embedding=Embedding(1536, 1536)),
    "text-embedding-ada-002": Model(
        families.EMBEDS,
        1671217299,
        "openai-internal",
        "text-embedding-ada-002-v2",
        embedding=Embedding(1536, 0),
    ),
    "omni-moderation-latest": Model(
        families.JUDGES, 1731689265, judging=Judging("omni-moderation-latest")
    ),
    "omni-moderation-2024-09-26": Model(
        families.JUDGES, judging=Judging("omni-moderation-2024-09-26")
    ),
    # retired in October 2025; served for clients that still name them
    "text-moderation-latest": _TEXT_JUDGE,
    "text-moderation-stable": _TEXT_JUDGE,
    "text-moderation-007": _TEXT_JUDGE,
    # those that are newer than this table
    **dict.fromkeys(
        ("gpt-3*", "gpt-4*", "gpt-7*", "gpt-8*", "gpt-9*", "chatgpt-*"), Model(families.CHAT)
    ),
    "gpt-5*": Model(families.GPT56),
    "gpt-5.#-pro*": _respond(families.GPT56),
    "gpt-5.#-codex*": _respond(families.GPT56),
    "gpt-6*": Model(families.GPT6),
    "gpt-6-pro*": _respond(families.GPT6),
    "gpt-6-codex*": _respond(families.GPT6),
    "o#*": Model(families.O_ANY),
    "o#-pro*": _respond(families.O_ANY, is_told_apart=True),
    "o#-codex*": _respond(families.O_ANY, is_told_apart=True),
    "o#-deep-research*": _respond(families.O_ANY, is_told_apart=True),
    "o#-mini-deep-research*": _respond(families.O_ANY, is_told_apart=True),
    "text-embedding-*": Model(families.EMBEDS),
    "omni-moderation-*": Model(families.JUDGES),
    "text-moderation-*": Model(families.JUDGES_TEXTS),
}
