"""Differences that are not sanic_mock's, each by a rule: the older wire, a recorder, a choice.

Sanic_mock sends the newest wire. What was sent before it is listed by when it ended: a difference
in a recording from that month on is a fault. No rule names a recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording
from tests.spec.replay.shapes import loads

Applies = Callable[[Recording, Difference], bool]


def _always(recording: Recording, difference: Difference) -> bool:
    return True


@dataclass(frozen=True)
class Reason:
    """Why some differences are none of ours.

    Attributes:
        text: the reason.
        label: an expression that the difference's kind and place match: `extra: response.tools`.
        until: the month from which on it holds no more; "" for no end.
        endpoint: an expression that the endpoint's name matches.
        applies: what else must hold.
    """

    text: str
    label: str
    until: str = ""
    endpoint: str = ""
    applies: Applies = _always

    def explains(self, recording: Recording, difference: Difference) -> bool:
        """Return whether this is why a recording differs."""
        return (
            (not self.until or recording.when < self.until)
            and bool(re.search(self.endpoint, recording.endpoint))
            and bool(re.fullmatch(self.label, difference.label))
            and self.applies(recording, difference)
        )


def reason(recording: Recording, difference: Difference) -> Reason | None:
    """Return why a difference is none of ours; None where it is."""
    found = (one for one in REASONS if one.explains(recording, difference))
    return next(found, None)


def _asked(recording: Recording) -> Any:
    try:
        return loads(recording.request)
    except ValueError:
        return {}


def _is_of_keepers_of_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether an account keeps nothing: its responses say so, whatever was asked."""
    asked = _asked(recording)
    told = re.search(rb'"store"\s*:\s*false', recording.body)
    return bool(told) and isinstance(asked, dict) and asked.get("store") is not False


def _hides_fields(recording: Recording, difference: Difference) -> bool:
    """Return whether a recorder kept only some fields: no answer lacks its own name."""
    return "x-request-id" not in dict(recording.fields)


def _is_of_no_model(recording: Recording, difference: Difference) -> bool:
    """Return whether no model answered: an older wire is asked for only where one does."""
    is_going = recording.when == "2026-01"  # the month in which fewer and fewer had it
    is_refused = recording.status >= 400
    return is_going or is_refused or recording.endpoint in ("moderations", "conversations")


def _is_reordered(recording: Recording, difference: Difference) -> bool:
    one, other = (sorted(text.split(", ")) for text in (difference.recorded, difference.ours))
    return one == other


def _is_joined(recording: Recording, difference: Difference) -> bool:
    return ", " in difference.recorded and ", " not in difference.ours


def _lost_its_past(recording: Recording, difference: Difference) -> bool:
    return recording.is_chained and "not found" in difference.ours


def _is_cut(recording: Recording, difference: Difference) -> bool:
    try:
        loads(recording.body)
    except ValueError:
        return True
    return False


def _has_dashes(recording: Recording, difference: Difference) -> bool:
    return difference.recorded.replace("\u2014", "--") == difference.ours.replace("\u2014", "--")


def _is_deployed(recording: Recording, difference: Difference) -> bool:
    """Return whether a deployment's name is not its model's; nobody else knows that."""
    return not difference.recorded.startswith(difference.ours)


def _is_gateways(recording: Recording, difference: Difference) -> bool:
    return difference.recorded == "uuid"


def _may_end_so(recording: Recording, difference: Difference) -> bool:
    """Return whether a request leaves open how its answer ends: by a limit, or with a call."""
    ends = {*difference.recorded.split(","), *difference.ours.split(",")}
    asked = _asked(recording)
    if ends & {"tool_calls", "function_call"}:
        return bool(asked.get("tools") or asked.get("functions"))
    return bool(asked.keys() & _LIMITS) or recording.endpoint == "completions"


def _is_anothers(recording: Recording, difference: Difference) -> bool:
    return bool(recording.vendor)


def _filters_later(recording: Recording, difference: Difference) -> bool:
    return b'"content_filter_results":{"protected_material_text":{' in recording.body


_LIMITS = {"max_tokens", "max_completion_tokens", "max_output_tokens"}

_OLDER = "the wire was older"
_RECORDER = "the recorder's doing"
_CHOICE = "an answer's own choice"
_UNKNOWN = "of the account or the deployment, which nothing in the request tells"

_RESPONSES = "responses"
_NOT_AZURE = "^(?!azure)"

# A month and what was sent until then, at Responses.
_RESPONSES_OLDER = (
    ("2025-08", r"extra: response\.(prompt_cache_key|safety_identifier|text\.verbosity)"),
    ("2025-08", r"extra: event .*\.obfuscation|events: padding"),
    ("2025-09", r"extra: .*<web_search_call>\.action<search>\.queries"),
    ("2025-10", r"extra: response\.billing"),
    ("2026-01", r"extra: response\.(frequency_penalty|presence_penalty|completed_at)"),
    ("2026-01", r"order: event .*"),
    ("2026-03", r"extra: response\.tools\[\]<web_search_preview>\.search_content_types"),
    ("2026-05", r"extra: response\.moderation"),
    ("2026-06", r"extra: response\.reasoning\.context"),
    ("2026-06", r"(extra|type|value): response\.prompt_cache_retention"),
    ("2026-06", r"extra: .*<reasoning>\.content"),
    ("2026-07", r"extra: response\.tool_usage"),
    ("2026-07", r"extra: response\.reasoning\.mode"),
    ("2026-07", r"extra: .*\.cache_write_tokens"),
    ("2026-07", r"extra: .*tools\[\](<namespace>\.tools\[\])?<function>\.output_schema"),
    ("2026-07", r"extra: .*<reasoning>\.encrypted_content"),
)
# The same, of header fields.
_FIELDS_OLDER = (
    ("2026-06", r"field (value|extra|missing): access-control-expose-headers"),
    ("2025-09", r"field missing: x-envoy-decorator-operation"),
    ("2025-10", r"field extra: x-openai-proxy-wasm"),
    ("2025-10", r"field extra: openai-(organization|project)"),
)
_EMBEDDINGS_OLDER = (
    ("2025-09", r"status: embeddings"),  # an empty text was taken
)
_CHAT_OLDER = (
    ("2025-09", r"type: (\$|chunk .*)\.system_fingerprint"),
    ("2025-08", r"extra: chunk .*\.obfuscation|events: padding"),
    ("2025-12", r"extra: chunk .*\.(obfuscation|usage)"),
)
_MODERATIONS_OLDER = (
    ("2025-09", r"value: \$\.model"),  # text-moderation-007 answered for no model
    ("2025-09", r"(extra|order): \$\.results\[\]\..*"),
)

# What Azure sent until a month, at any endpoint.
_AZURE_OLDER = (
    ("2026-01", r"order: .*\.(protected_material_(code|text)|jailbreak)"),
    ("2026-01", r"field extra: x-ratelimit-(abusepenalty|renewalperiod|reset).*"),
    ("2026-01", r"field extra: (skip-error-remapping|x-ms-is-spilled-over)"),
    ("2026-04", r"extra: .*service_tier|field extra: x-ratelimit-key"),
    ("2026-05", r"order: response\.content_filters\[\]\.content_filter_results"),
    ("2026-06", r"missing: chunk\.choices\[\]\.content_filter_results\..*"),
    ("2026-06", r"field extra: (azureai-fe-is-streaming|x-ms-served-model)"),
    ("2026-08", r"extra: response\.tool_usage|extra: .*\.cache_write_tokens"),
    ("2026-08", r"value: response\.prompt_cache_retention"),
    ("2026-08", r"field extra: (x-ms-aoai-.*|azureai-fe-offer-type|x-ms-served-model)"),
)
# What the gateway of other vendors' models tells otherwise, of the same layout and the same types.
_OTHERS_EMBEDDINGS = (
    r"missing: \$\.(id|usage\.completion_tokens)",
    r"value: \$\.(model|data\[\]\.embedding)",
    r"order: \$\.data\[\]",
    r"field (missing|extra): .*",
)

REASONS: tuple[Reason, ...] = (
    *(Reason(_OLDER, label, month, _RESPONSES) for month, label in _RESPONSES_OLDER),
    *(Reason(_OLDER, label, month, _NOT_AZURE) for month, label in _FIELDS_OLDER),
    Reason(_OLDER, r"field missing: x-envoy-upstream-service-time", "2026-02", _NOT_AZURE,
           _is_of_no_model),
    Reason(_OLDER, r"field extra: x-envoy-upstream-service-time", "2025-08", _RESPONSES),
    *(Reason(_OLDER, label, month, "^embeddings") for month, label in _EMBEDDINGS_OLDER),
    *(Reason(_OLDER, label, month, "^chat") for month, label in _CHAT_OLDER),
    *(Reason(_OLDER, label, month, "^moderations") for month, label in _MODERATIONS_OLDER),
    *(Reason(_OLDER, label, month, "^azure") for month, label in _AZURE_OLDER),
    *(Reason("a model of another vendor, behind its own gateway", label, "", "^azure embeddings",
             _is_anothers) for label in _OTHERS_EMBEDDINGS),
    Reason("a filter that does not wait for its verdict",
           r"extra: chunk\..*content_filter_results.*", "", "^azure chat", _filters_later),
    Reason(_UNKNOWN, r"missing: chunk usage\.latency_checkpoint", "", "^azure"),
    Reason(_CHOICE, r"type: response\.content_filters", "", "^azure"),
    Reason("some of many servers had another order", r"order: chunk .*", "2026-03", "^chat"),
    Reason("some gateways name an answer by a UUID", r"field value: x-request-id", "", "",
           _is_gateways),
    Reason(_RECORDER, r"field extra: .*", "", "", _hides_fields),
    Reason(_RECORDER, r"field value: access-control-expose-headers", "", "", _is_reordered),
    Reason(_RECORDER, r"field value: .*", "", "", _is_joined),
    Reason(_RECORDER, r"layout: not JSON", "", "", _is_cut),
    Reason(_RECORDER, r"value: response\.tools\[\]<tool_search>\.description", "", "", _has_dashes),
    Reason(_RECORDER, r"error: message", "", "", lambda _, one: "<" in one.recorded),
    Reason("what it goes on from was not recorded", r"status: .*", "", "", _lost_its_past),
    Reason("no URL is ever fetched", r"status: .*", "", "",
           lambda _, one: "Error while downloading" in one.recorded),
    Reason(_CHOICE, r"value: .*finish_reason", "", "", _may_end_so),
    Reason(_CHOICE, r"value: .*\.status|type: response\.(incomplete_details|completed_at)", "",
           _RESPONSES, _may_end_so),
    Reason(_CHOICE, r"events: order", "", "^chat", lambda one, _: '"n":' in one.request),
    Reason("a text of no tokens has no count of them", r"extra: \$\.usage\.completion_tokens"),
    Reason(_UNKNOWN, r"value: response\.store", "", "", _is_of_keepers_of_nothing),
    Reason(_UNKNOWN, r"field extra: x-ratelimit-.*", "", "", _is_of_keepers_of_nothing),
    Reason(_UNKNOWN, r"value: .*\.model", "", "^azure", _is_deployed),
)  # fmt: skip
