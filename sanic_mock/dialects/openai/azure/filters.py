"""What Azure's content filter says of harmless text since 2026 [openllmetry-2026]."""

from __future__ import annotations

from typing import Any

import msgspec

Json = dict[str, Any]

_SAFE = {"filtered": False, "severity": "safe"}
_UNSEEN = {"detected": False, "filtered": False}

# Of an answer's text; where there is none yet, or calls of tools instead, the filter says {}.
ANSWER: Json = {
    "hate": _SAFE,
    "protected_material_code": _UNSEEN,
    "protected_material_text": _UNSEEN,
    "self_harm": _SAFE,
    "sexual": _SAFE,
    "violence": _SAFE,
}
# Of an answer that the filter stopped, in the words for a prompt that it stopped [issues-2026].
STOPPED: Json = {**ANSWER, "hate": {"filtered": True, "severity": "high"}}
PROMPT: list[Json] = [
    {
        "prompt_index": 0,
        "content_filter_results": {
            "hate": _SAFE,
            "jailbreak": _UNSEEN,
            "self_harm": _SAFE,
            "sexual": _SAFE,
            "violence": _SAFE,
        },
    }
]

ANSWER_JSON = msgspec.json.encode(ANSWER)
STOPPED_JSON = msgspec.json.encode(STOPPED)
PROMPT_JSON = msgspec.json.encode(PROMPT)

# The first event of a stream tells of the prompt alone [openllmetry-2026].
PROMPT_EVENT = (
    b'data: {"choices":[],"created":0,"id":"","model":"","object":"",'
    b'"prompt_filter_results":%b}\n\n' % PROMPT_JSON
)
