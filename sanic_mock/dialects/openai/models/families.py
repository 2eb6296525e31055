"""What models have in common whose names begin alike; `table` has a row for each model.

Windows and longest outputs are those of OpenAI's models page [guides-2026]; how answers are billed
and which parameters are refused is from [otel-2026], [pydantic-2026], [replay-2026] and
[adapter-2026], family by family; images are billed by the guide "Images and vision" [guides-2026].
"""

from __future__ import annotations

from sanic_mock.dialects.openai.models import prompting
from sanic_mock.dialects.openai.models.images import HIGH_LATER, ORIGINAL, Patches, Tiles
from sanic_mock.dialects.openai.models.rows import Family, Format

_THREE = ("low", "medium", "high")
_FROM_MINIMAL = ("minimal", *_THREE)
_FROM_NONE = ("none", *_THREE)
_ALL = (*_FROM_NONE, "xhigh")

# Structured Outputs came with gpt-4o-2024-08-06, JSON mode with gpt-4-1106 [guides-2026]; until
# gpt-5.2 only users showed images (a thread of February [issues-2026]).
_NO_SCHEMAS: tuple[Format, ...] = ("json_object",)

CHAT = Family("chat")
OLD = Family(
    "chat", 128_000, 4096, predicts=False, formats=_NO_SCHEMAS, sees_results=False
)  # fmt: skip
TURBO = OLD._replace(window=16_385, sees=False, has_fingerprint=False)
GPT4 = OLD._replace(window=8192, most_output=8192, sees=False, formats=())
BLIND = OLD._replace(sees=False)

GPT4O = Family("chat", 128_000, 16_384, sees_results=False, has_older_filter=True)
# 29 of 29 streams that are not kept tell no limits, of three accounts [cassettes-2026].
GPT4O_MINI = GPT4O._replace(images=Tiles(2833, 5667), limits_streams=False)
SPEAKING = GPT4O._replace(
    sees=False, speaks=True, predicts=False, formats=(), has_logprobs_key=False
)
SEARCHING = GPT4O._replace(
    searches=True, predicts=False, is_search_preview=True, has_logprobs_key=False,
    bills_role=False, prompting=prompting.SEARCHING,
)  # fmt: skip

GPT41 = Family("chat", 1_047_576, 32_768, sees_results=False)
GPT41_MINI = GPT41._replace(images=Patches(1.62))
GPT41_NANO = GPT41._replace(images=Patches(2.46))

GPT5 = Family(
    "chat", 400_000, 128_000, 272_000, _FROM_MINIMAL, "medium", framing=9, bills_role=False,
    has_fingerprint=False, has_logprobs_key=False, images=Tiles(70, 140), sees_results=False,
    prompting=prompting.GPT5, forced_finish="tool_calls",
)  # fmt: skip
# What was billed is less than the guide says of these and of gpt-5.4-mini and -nano [billed-2026]
# (a thread of March 2026 on the latter, 1377015 [forum-2025]).
GPT5_MINI = GPT5._replace(images=Patches())
GPT5_NANO = GPT5._replace(images=Patches(1.5))
GPT5_CHAT = GPT5._replace(
    window=128_000, most_output=16_384, most_input=0, efforts=(), effort="none", framing=0
)
GPT51 = GPT5._replace(efforts=_FROM_NONE, effort="none")
GPT52 = GPT5._replace(
    efforts=_ALL, effort="none", top_p=0.98, images=Patches(), sees_results=True, retention="24h",
    thinks_in_steps=False,
)  # fmt: skip
LONG = GPT5._replace(
    window=1_050_000, most_input=922_000, efforts=_ALL, framing=3, effort_with_tools="none",
    has_phases=True, top_p=0.98, retention="24h", sees_results=True,
    prompting=prompting.GPT54, images=Patches(1.2, HIGH_LATER, ORIGINAL, ORIGINAL),
    thinks_in_steps=False,
)  # fmt: skip
GPT53 = LONG._replace(
    has_phases=False, images=Patches(), effort_with_tools="any"
)  # fmt: skip
GPT54 = LONG._replace(
    effort="none", effort_with_tools="none unless left out",
    images=Patches(1.2, HIGH_LATER, ORIGINAL, HIGH_LATER),
)  # fmt: skip
GPT55 = LONG._replace(
    images=Patches(1.2, HIGH_LATER, ORIGINAL, ORIGINAL), effort_with_tools="none unless left out"
)  # fmt: skip
GPT56 = LONG._replace(turns="all_turns", groups_given=False, tells_cache_writes=True)
GPT6 = GPT56._replace(images=Tiles(85, 170))

O_ANY = Family(
    "chat", 200_000, 100_000, 0, _THREE, "medium", bills_role=False, calls_in_parallel=False,
    sees_results=False, has_logprobs_key=False, prompting=prompting.O_SERIES,
)  # fmt: skip
O1 = O_ANY._replace(images=Tiles(75, 150))
# That one alone, of its time (2 of 2, and none of 38 others) [cassettes-2026].
O1_FIRST = O1._replace(has_logprobs_key=True)
O1_SMALL = O1._replace(
    window=128_000, efforts=("medium",), sees=False, formats=(), is_instructed=False
)  # fmt: skip
O3_MINI = O1._replace(framing=13, sees=False)
O4_MINI = O_ANY._replace(framing=18, has_fingerprint=False, images=Patches(1.72))

INSTRUCTED = TURBO._replace(purpose="completion")
COMPLETES = Family("completion")
EMBEDS = Family("embedding")
JUDGES = Family("moderation")
JUDGES_TEXTS = Family("moderation", judges_images=False)
