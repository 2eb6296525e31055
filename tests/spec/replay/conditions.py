"""What must hold of a recording, or of how it differs, where a reason does not hold of all."""

from __future__ import annotations

import re

from sanic_mock.dialects.openai.endpoints import SUFFIXES
from sanic_mock.dialects.openai.models.table import MODELS
from sanic_mock.dialects.openai.wire import WIRES
from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording
from tests.spec.replay.shapes import loads

_LIMITS = {"max_tokens", "max_completion_tokens", "max_output_tokens"}


def is_of_keepers_of_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether an account keeps nothing: its responses say so, whatever was asked."""
    told = re.search(rb'"store"\s*:\s*false', recording.body)
    return bool(told) and recording.asked.get("store") is not False


def hides_fields(recording: Recording, difference: Difference) -> bool:
    """Return whether a recorder kept only some fields: no answer lacks its own name."""
    return "x-request-id" not in dict(recording.fields)


def is_of_no_model(recording: Recording, difference: Difference) -> bool:
    """Return whether no model answered: an older wire is asked for only where one does."""
    is_going = recording.when == "2026-01"  # the month in which fewer and fewer had it
    is_refused = recording.status >= 400
    is_kept = recording.path.removeprefix("/v1") not in SUFFIXES
    return is_going or is_refused or is_kept or recording.endpoint == "moderations"


def is_reordered(recording: Recording, difference: Difference) -> bool:
    one, other = (sorted(text.split(", ")) for text in (difference.recorded, difference.ours))
    return one == other


def is_joined(recording: Recording, difference: Difference) -> bool:
    return ", " in difference.recorded and ", " not in difference.ours


def lost_its_past(recording: Recording, difference: Difference) -> bool:
    """Return whether what a request goes on from is not there, or has called a tool of its own."""
    lost = "not found" in difference.ours or "No tool output" in difference.ours
    return recording.is_chained and lost


def is_cut(recording: Recording, difference: Difference) -> bool:
    try:
        loads(recording.body)
    except ValueError:
        return True
    return False


def has_dashes(recording: Recording, difference: Difference) -> bool:
    return difference.recorded.replace("\u2014", "--") == difference.ours.replace("\u2014", "--")


def asks_for_no_wire(recording: Recording, difference: Difference) -> bool:
    """Return whether what is kept was told as in a month for which it cannot be asked."""
    months = [month for month in WIRES if month >= recording.month]
    wire = WIRES[min(months)] if recording.month and months else None
    if wire is None or wire.responses is None or recording.path.removeprefix("/v1") in SUFFIXES:
        return False
    return difference.where.partition(".")[2] in wire.responses.without


def is_of_a_change(recording: Recording, difference: Difference) -> bool:
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


def is_deployed(recording: Recording, difference: Difference) -> bool:
    """Return whether a deployment's name is not its model's; nobody else knows that."""
    name = difference.ours
    return not difference.recorded.startswith(name) or name not in MODELS


def is_gateways(recording: Recording, difference: Difference) -> bool:
    return difference.recorded == "uuid"


def may_end_so(recording: Recording, difference: Difference) -> bool:
    """Return whether a request leaves open how its answer ends: by a limit, or with a call."""
    ends = {*difference.recorded.split(","), *difference.ours.split(",")}
    asked = recording.asked
    if ends & {"tool_calls", "function_call"}:
        return bool(asked.get("tools") or asked.get("functions"))
    return bool(asked.keys() & _LIMITS) or recording.endpoint == "completions"


def reaches_no_limit(recording: Recording, difference: Difference) -> bool:
    """Return whether a limit ends one of two streams alone."""
    ends = {one.rpartition(" ")[2] for one in (difference.recorded, difference.ours)}
    return "response.incomplete" in ends and bool(recording.asked.keys() & _LIMITS)


def is_anothers(recording: Recording, difference: Difference) -> bool:
    return bool(recording.vendor)


def filters_later(recording: Recording, difference: Difference) -> bool:
    """Return whether a stream tells nothing of hate, but for that of its prompt."""
    return recording.body.count(b'"hate"') <= 1


def was_unknown(recording: Recording, difference: Difference) -> bool:
    """Return whether a model is not there in both answers."""
    return all("does not exist" in one for one in (difference.recorded, difference.ours))


def is_in_background(recording: Recording, difference: Difference) -> bool:
    """Return whether a response is made in the background, or told again."""
    return recording.asked.get("background") is True or "stream=true" in recording.query


def names_its_own(recording: Recording, difference: Difference) -> bool:
    """Return whether two messages differ in ids alone."""
    one, other = (
        re.sub("_[0-9a-f]{32,}", "_", told) for told in (difference.recorded, difference.ours)
    )
    return one == other


def names_a_prompt(recording: Recording, difference: Difference) -> bool:
    """Return whether a prompt that only the account knows says what a request does not."""
    return "prompt" in recording.asked


def was_replaced(recording: Recording, difference: Difference) -> bool:
    """Return whether a recorder put a word for a long text."""
    return bool(re.search(r'"<[A-Z_]+>"', recording.request))


def was_named_by_a_field(recording: Recording, difference: Difference) -> bool:
    """Return whether a turn is told that no body names: a header field of the request did."""
    return "turn_id" in difference.recorded and "turn_id" not in recording.request


def cites_elsewhere(recording: Recording, difference: Difference) -> bool:
    """Return whether texts cite their sources at other places, or none or several of them."""
    one, other = (
        re.sub(r"( response\.output_text\.(annotation\.added|delta))+", " text", told)
        for told in (difference.recorded, difference.ours)
    )
    return one == other


def says_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether a text is empty, so that no part of it was sent."""
    return b'"text":""' in recording.body and "output_text.delta" not in difference.recorded


def goes_on(recording: Recording, difference: Difference) -> bool:
    """Return whether a text says what is done next, before a call."""
    return difference.recorded == "commentary"


def may_call_another(recording: Recording, difference: Difference) -> bool:
    """Return whether one of several functions is called that is in a group, and not the other."""
    return "additional_tools" in recording.request


def has_no_verdict(recording: Recording, difference: Difference) -> bool:
    """Return whether an answer did not wait for its filter."""
    return b'"content_filter_results": {}' in recording.body


def filters_nothing(recording: Recording, difference: Difference) -> bool:
    """Return whether nothing was judged there: calls are not, nor what has no filter."""
    name = "prompt_filter_results" if "prompt_filter" in difference.where else "choices"
    judged = loads(recording.body).get(name) or ()
    return all(one.get("content_filter_results") == {} for one in judged)


def is_empty(recording: Recording, difference: Difference) -> bool:
    return recording.status < 400 and not recording.body.strip()


def says_less(recording: Recording, difference: Difference) -> bool:
    """Return whether a limit leaves one of two streams without a text."""
    one, other = (
        text.replace(" delta(content)", "") for text in (difference.recorded, difference.ours)
    )
    return one == other and bool(recording.asked.keys() & _LIMITS)
