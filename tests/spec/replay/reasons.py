"""Differences that are not sanic_mock's, each by a rule: the older wire, a recorder, a choice.

Sanic_mock sends the newest wire. What was sent before it is listed by when it ended: a difference
in a recording from that month on is a fault. No rule names a recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sanic_mock.dialects.openai.models.table import MODELS
from sanic_mock.dialects.openai.wire import WIRES
from tests.spec.replay import older
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


def _is_of_keepers_of_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether an account keeps nothing: its responses say so, whatever was asked."""
    told = re.search(rb'"store"\s*:\s*false', recording.body)
    return bool(told) and recording.asked.get("store") is not False


def _hides_fields(recording: Recording, difference: Difference) -> bool:
    """Return whether a recorder kept only some fields: no answer lacks its own name."""
    return "x-request-id" not in dict(recording.fields)


def _is_of_no_model(recording: Recording, difference: Difference) -> bool:
    """Return whether no model answered: an older wire is asked for only where one does."""
    is_going = recording.when == "2026-01"  # the month in which fewer and fewer had it
    is_refused = recording.status >= 400
    is_kept = recording.endpoint in ("moderations", "conversations", "models", "stored chats")
    return is_going or is_refused or is_kept


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


def _is_of_a_change(recording: Recording, difference: Difference) -> bool:
    """Return whether some had the newer wire already in the last month of an older one.

    Or the older one still in the month after that.
    """
    is_ours = difference.kind == "extra"
    wire = WIRES.get(_before(recording.month) if is_ours else recording.month)
    before = None if wire is None or recording.is_azure else wire.responses
    if before is None:
        return False
    lacked = {path.rpartition(".")[2] for path in (*before.without, *before.nulls)}
    return difference.where.rpartition(".")[2] in lacked


def _before(month: str) -> str:
    """Return the month before another; "" for none."""
    if not month:
        return ""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def _is_deployed(recording: Recording, difference: Difference) -> bool:
    """Return whether a deployment's name is not its model's; nobody else knows that."""
    name = difference.ours
    return not difference.recorded.startswith(name) or name not in MODELS


def _is_gateways(recording: Recording, difference: Difference) -> bool:
    return difference.recorded == "uuid"


def _may_end_so(recording: Recording, difference: Difference) -> bool:
    """Return whether a request leaves open how its answer ends: by a limit, or with a call."""
    ends = {*difference.recorded.split(","), *difference.ours.split(",")}
    asked = recording.asked
    if ends & {"tool_calls", "function_call"}:
        return bool(asked.get("tools") or asked.get("functions"))
    return bool(asked.keys() & _LIMITS) or recording.endpoint == "completions"


def _reaches_no_limit(recording: Recording, difference: Difference) -> bool:
    """Return whether a limit ends one of two streams alone."""
    ends = {one.rpartition(" ")[2] for one in (difference.recorded, difference.ours)}
    return "response.incomplete" in ends and bool(recording.asked.keys() & _LIMITS)


def _is_anothers(recording: Recording, difference: Difference) -> bool:
    return bool(recording.vendor)


def _filters_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether nothing was judged there: calls are not, nor what has no filter."""
    name = "prompt_filter_results" if "prompt_filter" in difference.where else "choices"
    judged = loads(recording.body).get(name) or ()
    return all(one.get("content_filter_results") == {} for one in judged)


def _is_empty(recording: Recording, difference: Difference) -> bool:
    return recording.status < 400 and not recording.body.strip()


def _says_less(recording: Recording, difference: Difference) -> bool:
    """Return whether a limit leaves one of two streams without a text."""
    one, other = (
        text.replace(" delta(content)", "") for text in (difference.recorded, difference.ours)
    )
    return one == other and bool(recording.asked.keys() & _LIMITS)


def _filters_later(recording: Recording, difference: Difference) -> bool:
    """Return whether a stream tells nothing of hate, but for that of its prompt."""
    return recording.body.count(b'"hate"') <= 1


_LIMITS = {"max_tokens", "max_completion_tokens", "max_output_tokens"}

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

_ELSEWHERE = "cassettes-2026"

REASONS: tuple[Reason, ...] = (
    Reason("the wire changed in that month", r"(missing|extra|type|value): response\..*",
           "", older.AT_RESPONSES, _is_of_a_change),
    *(Reason(_OLDER, label, month, older.AT_RESPONSES) for month, label in older.RESPONSES),
    *(Reason(_OLDER, label, month, older.NOT_AZURE) for month, label in older.FIELDS),
    Reason(_OLDER, r"field missing: x-envoy-upstream-service-time", "2026-02", older.NOT_AZURE,
           _is_of_no_model),
    Reason(_OLDER, r"field extra: x-envoy-upstream-service-time", "2025-08", older.AT_RESPONSES),
    *(Reason(_OLDER, label, month, "^embeddings") for month, label in older.EMBEDDINGS),
    *(Reason(_OLDER, label, month, "^chat") for month, label in older.CHAT),
    *(Reason(_OLDER, label, month, "^moderations") for month, label in older.MODERATIONS),
    *(Reason(_OLDER, label, month, "^azure") for month, label in older.AZURE),
    *(Reason(_OLDER, label, month, where, source=_ELSEWHERE)
      for month, label, where in older.ELSEWHERE),
    Reason("what a server offers is its own", r".*<mcp_list_tools>.*", "", older.AT_RESPONSES,
           source=_ELSEWHERE),
    Reason("an answer that took long", r"events: order", "", older.AT_RESPONSES,
           lambda _, one: "keepalive" in one.recorded, _ELSEWHERE),
    Reason("a filter that failed", r"(missing|extra): \$\.choices\[\]\.content_filter_result.*", "",
           "^azure", lambda one, _: b"content_filter_error" in one.body, _ELSEWHERE),
    *(Reason("a model of another vendor, behind its own gateway", label, "", "^azure embeddings",
             _is_anothers) for label in _OTHERS_EMBEDDINGS),
    Reason("a filter that does not wait for its verdict",
           r"extra: chunk\..*content_filter_results.*", "", "^azure (chat|models)",
           _filters_later),
    Reason("what is not judged", r"extra: .*content_filter_results\..*", "", "^azure chat",
           _filters_nothing, _ELSEWHERE),
    Reason(_CHOICE, r"type: response\.content_filters", "", "^azure"),
    Reason("some of many servers had another order", r"order: chunk .*", "2026-07", "^chat"),
    Reason("some gateways name an answer by a UUID", r"field value: x-request-id", "", "",
           _is_gateways),
    Reason(_RECORDER, r"field extra: .*", "", "", _hides_fields),
    Reason(_RECORDER, r"field value: access-control-expose-headers", "", "", _is_reordered),
    Reason(_RECORDER, r"field value: .*", "", "", _is_joined),
    Reason(_RECORDER, r"layout: not JSON", "", "", _is_cut),
    Reason(_RECORDER, r"layout: empty|events: streamed", "", "", _is_empty, _ELSEWHERE),
    Reason(_RECORDER, r"value: response\.tools\[\]<tool_search>\.description", "", "", _has_dashes),
    Reason(_RECORDER, r"error: message", "", "", lambda _, one: "<" in one.recorded),
    Reason("what it goes on from was not recorded", r"status: .*", "", "", _lost_its_past),
    Reason("no URL is ever fetched", r"status: .*", "", "",
           lambda _, one: "Error while downloading" in one.recorded),
    Reason(_CHOICE, r"value: .*finish_reason", "", "", _may_end_so),
    Reason(_CHOICE, r"value: .*\.status|type: response\.(incomplete_details|completed_at)", "",
           older.AT_RESPONSES, _may_end_so),
    Reason(_CHOICE, r"events: order", "", "^chat", lambda one, _: '"n":' in one.request),
    Reason(_CHOICE, r"events: order", "", "^chat", _says_less, _ELSEWHERE),
    Reason(_CHOICE, r"events: order", "", older.AT_RESPONSES, _reaches_no_limit, _ELSEWHERE),
    Reason("a text of no tokens has no count of them", r"extra: \$\.usage\.completion_tokens"),
    Reason(_UNKNOWN, r"value: response\.store", "", "", _is_of_keepers_of_nothing),
    Reason(_UNKNOWN, r"field extra: x-ratelimit-.*", "", "", _is_of_keepers_of_nothing),
    Reason(_UNKNOWN, r"field missing: x-ratelimit-.*-project-.*", "", older.NOT_AZURE,
           source=_ELSEWHERE),
    Reason(_UNKNOWN, r"value: .*\.model", "", "^azure", _is_deployed),
)  # fmt: skip
