"""Differences that are not sanic_mock's, each by a rule: the older wire, a recorder, a choice.

Sanic_mock sends the newest wire. What was sent before it is listed by when it ended: a difference
in a recording from that month on is a fault. No rule names a recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.spec.replay import conditions, older
from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording

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
        source: where it was seen, if not in the recordings that the page counts.
    """

    text: str
    label: str
    until: str = ""
    endpoint: str = ""
    applies: Applies = _always
    source: str = ""

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


_OLDER = "the wire was older"
_RECORDER = "the recorder's doing"
_CHOICE = "an answer's own choice"
_UNKNOWN = "of the account or the deployment, which nothing in the request tells"

# What the gateway of other vendors' models tells otherwise, of the same layout and the same types.
_OTHERS_EMBEDDINGS = (
    r"missing: \$\.(id|usage\.completion_tokens)",
    r"value: \$\.(model|data\[\]\.embedding)",
    r"order: \$\.data\[\]",
    r"field (missing|extra): .*",
)

# How an answer begins for what is somewhere else, and is not there, or no document.
_OF_A_FILE = ("400 Error while downloading", "400 The file type you uploaded")
_OF_PROMPTS = ("instructions", "model", "top_p", r"prompt\.version", r"reasoning\..*")
_ELSEWHERE = "cassettes-2026"

REASONS: tuple[Reason, ...] = (
    Reason("the wire changed in that month", r"(missing|extra|type|value): response\..*",
           "", older.AT_RESPONSES, conditions.is_of_a_change),
    *(Reason(_OLDER, label, month, older.AT_RESPONSES) for month, label in older.RESPONSES),
    *(Reason(_OLDER, label, month, older.NOT_AZURE) for month, label in older.FIELDS),
    Reason(_OLDER, r"field missing: x-envoy-upstream-service-time", "2026-02", older.NOT_AZURE,
           conditions.is_of_no_model),
    Reason(_OLDER, r"field extra: x-envoy-upstream-service-time", "2025-08", older.AT_RESPONSES),
    *(Reason(_OLDER, label, month, "^embeddings") for month, label in older.EMBEDDINGS),
    *(Reason(_OLDER, label, month, "^chat") for month, label in older.CHAT),
    *(Reason(_OLDER, label, month, "^moderations") for month, label in older.MODERATIONS),
    *(Reason(_OLDER, label, month, "^azure") for month, label in older.AZURE),
    *(Reason(_OLDER, label, month, where, source=_ELSEWHERE)
      for month, label, where in older.ELSEWHERE),
    Reason("what a server offers is its own", r".*<mcp_list_tools>.*", "", older.AT_RESPONSES,
           source=_ELSEWHERE),
    Reason("what a server offers is its own",
           r"(type|value): .*<mcp_call>\.(error|output|status)", "", older.AT_RESPONSES,
           source=_ELSEWHERE),
    Reason(_OLDER, r"status: responses", "2026-08", older.AT_RESPONSES, conditions.was_unknown,
           _ELSEWHERE),
    Reason(_OLDER, r"extra: response\..*", "", older.AT_RESPONSES, conditions.asks_for_no_wire,
           _ELSEWHERE),
    Reason("some of many servers had another order", r"order: .*", "2026-03", older.AT_RESPONSES,
           conditions.is_in_background, _ELSEWHERE),
    Reason("a filter that does not wait for its verdict",
           r"extra: response\.content_filters\[\]\.content_filter_results\..*", "",
           "^azure responses", conditions.has_no_verdict, _ELSEWHERE),
    Reason("an answer that took long", r"events: order", "", older.AT_RESPONSES,
           lambda _, one: "keepalive" in one.recorded, _ELSEWHERE),
    Reason("a filter that failed", r"(missing|extra): \$\.choices\[\]\.content_filter_result.*", "",
           "^azure", lambda one, _: b"content_filter_error" in one.body, _ELSEWHERE),
    *(Reason("a model of another vendor, behind its own gateway", label, "", "^azure embeddings",
             conditions.is_anothers) for label in _OTHERS_EMBEDDINGS),
    Reason("a filter that does not wait for its verdict",
           r"extra: chunk\..*content_filter_results.*", "", "^azure (chat|models)",
           conditions.filters_later),
    Reason("what is not judged", r"extra: .*content_filter_results\..*", "", "^azure chat",
           conditions.filters_nothing, _ELSEWHERE),
    Reason(_CHOICE, r"type: response\.content_filters", "", "^azure"),
    Reason("some of many servers had another order", r"order: chunk .*", "2026-07", "^chat"),
    Reason("some gateways name an answer by a UUID", r"field value: x-request-id", "", "",
           conditions.is_gateways),
    Reason(_RECORDER, r"field extra: .*", "", "", conditions.hides_fields),
    Reason(_RECORDER, r"field value: access-control-expose-headers", "", "",
           conditions.is_reordered),
    Reason(_RECORDER, r"field value: .*", "", "", conditions.is_joined),
    Reason(_RECORDER, r"layout: not JSON", "", "", conditions.is_cut),
    Reason(_RECORDER, r"layout: empty|events: streamed", "", "", conditions.is_empty, _ELSEWHERE),
    Reason(_RECORDER, r"value: response\.tools\[\]<tool_search>\.description", "", "",
           conditions.has_dashes),
    Reason(_RECORDER, r"error: message", "", "", lambda _, one: "<" in one.recorded),
    Reason("each server has ids of its own", r"error: message", "", older.AT_RESPONSES,
           conditions.names_its_own, _ELSEWHERE),
    Reason("what it goes on from was not recorded", r"status: .*", "", "",
           conditions.lost_its_past),
    Reason("no URL is ever fetched", r"status: .*", "", "",
           lambda _, one: one.recorded.startswith(_OF_A_FILE)),
    Reason(_CHOICE, r"value: .*finish_reason", "", "", conditions.may_end_so),
    Reason(_CHOICE, r"value: .*\.status|type: response\.(incomplete_details|completed_at)", "",
           older.AT_RESPONSES, conditions.may_end_so),
    Reason(_CHOICE, r"events: order", "", "^chat", lambda one, _: "n" in one.asked),
    Reason(_CHOICE, r"events: order", "", "^chat", conditions.says_less, _ELSEWHERE),
    Reason(_UNKNOWN, r"field missing: x-ratelimit-.*-project-.*", "", older.NOT_AZURE,
           source=_ELSEWHERE),
    Reason(_CHOICE, r"events: order", "", older.AT_RESPONSES,
           conditions.reaches_no_limit, _ELSEWHERE),
    Reason("a text of no tokens has no count of them", r"extra: \$\.usage\.completion_tokens"),
    Reason(_CHOICE, r"events: order", "", older.AT_RESPONSES, conditions.cites_elsewhere,
           _ELSEWHERE),
    Reason(_CHOICE, r"events: order", "", older.AT_RESPONSES, conditions.says_nothing, _ELSEWHERE),
    Reason(_CHOICE, r"value: .*<message>\.phase", "", older.AT_RESPONSES, conditions.goes_on,
           _ELSEWHERE),
    Reason(_CHOICE, r"missing: .*<function_call>\.namespace", "", older.AT_RESPONSES,
           conditions.may_call_another, _ELSEWHERE),
    Reason(_RECORDER, r"missing: .*metadata(_passthrough)?", "", older.AT_RESPONSES,
           conditions.was_named_by_a_field, _ELSEWHERE),
    Reason(_RECORDER, r"status: .*", "", older.AT_RESPONSES, conditions.was_replaced, _ELSEWHERE),
    *(Reason(_UNKNOWN, rf"(type|value): response\.{name}", "", older.AT_RESPONSES,
             conditions.names_a_prompt, _ELSEWHERE) for name in _OF_PROMPTS),
    Reason(_UNKNOWN, r"field extra: openai-organization", "", older.AT_RESPONSES,
           source=_ELSEWHERE),
    Reason(_UNKNOWN, r"value: response\.store", "", "", conditions.is_of_keepers_of_nothing),
    # whether an answer thinks is drawn: of those that the page counts none does with its seed
    Reason(_UNKNOWN, r"extra: .*<reasoning>\.encrypted_content", "", older.AT_RESPONSES,
           conditions.is_of_keepers_of_nothing, _ELSEWHERE),
    Reason(_UNKNOWN, r"field extra: x-ratelimit-.*", "", "", conditions.is_of_keepers_of_nothing),
    Reason(_UNKNOWN, r"value: .*\.model", "", "^azure", conditions.is_deployed),
)  # fmt: skip
