"""What Azure's content filter says of harmless text since 2026 [openllmetry-2026] [replay-2026]."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.openai.models import Family

Json = dict[str, Any]

_SAFE = {"filtered": False, "severity": "safe"}
_JUDGED = ("hate", "self_harm", "sexual", "violence")


class FilterVerdict(NamedTuple):
    """What a filter finds, in the order in which it tells it.

    Attributes:
        answer: in an answer's text; where there is none yet, or calls instead, it says {}.
        stopped: in one that it stopped, in the words for a prompt that it stopped [issues-2026].
        prompt: in a prompt.
        answer_json: the same as JSON.
        stopped_json: likewise.
        prompt_json: likewise.
        prompt_event: the first event of a stream, which tells of the prompt alone.
    """

    answer: Json
    stopped: Json
    prompt: list[Json]
    answer_json: bytes
    stopped_json: bytes
    prompt_json: bytes
    prompt_event: bytes

    def of_results(self) -> FilterVerdict:
        """Return the same of a prompt that ends with results of tools: it is not judged.

        Since June 2026, six of six; ten that a user ended were judged [cassettes-2026].
        """
        prompt, encoded, event = UNJUDGED
        return self._replace(prompt=prompt, prompt_json=encoded, prompt_event=event)


def _of_prompt(results: Json) -> tuple[list[Json], bytes, bytes]:
    """Return what is told of a prompt: as it is, as JSON, and as a stream's first event."""
    prompt: list[Json] = [{"prompt_index": 0, "content_filter_results": results}]
    encoded = msgspec.json.encode(prompt)
    event = (
        b'data: {"choices":[],"created":0,"id":"","model":"","object":"",'
        b'"prompt_filter_results":%b}\n\n' % encoded
    )
    return prompt, encoded, event


UNJUDGED = _of_prompt({})


def _findings(unseen: Json) -> FilterVerdict:
    """Return what is found where what is only looked for is told in this order."""
    judged = dict.fromkeys(_JUDGED, _SAFE)
    protected = dict.fromkeys(("protected_material_code", "protected_material_text"), unseen)
    answer = dict(sorted((judged | protected).items()))
    stopped = {**answer, "hate": {"filtered": True, "severity": "high"}}
    results = dict(sorted((judged | {"jailbreak": unseen}).items()))
    prompt, *printed = _of_prompt(results)
    encode = msgspec.json.encode
    return FilterVerdict(answer, stopped, prompt, encode(answer), encode(stopped), *printed)


NEWER = _findings({"detected": False, "filtered": False})
OLDER = _findings({"filtered": False, "detected": False})


def findings_of(family: Family) -> FilterVerdict:
    """Return what the filter of a model's deployment finds."""
    return OLDER if family.has_older_filter else NEWER
