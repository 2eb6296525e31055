"""The figures of a report, one table: each has a name that can be asked for in an assertion.

A new figure is a row here; pages, `assert -list` and the report follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sanic_mock.ledger.reader import Entry
from sanic_mock.report.figure import Figure, Unit, Value, changed, counted, summed, timed
from sanic_mock.report.findings import Findings
from sanic_mock.report.heads import is_leaking, is_proxied
from sanic_mock.report.leaving import is_dated, unsent_tokens
from sanic_mock.report.times import share_s

_NS = 1e9
_NS_OF_US = 1000
_NOT_TIMED = "no answer that took time is remembered"
_NOT_DATED = "no answer is remembered of which it is known when its client left"
_NO_STREAM = "no stream that took time is remembered"
_NO_CONNECTIONS = "no request is remembered with its connection"
_NO_RETRY = "no request is remembered that was a retry"
_NO_WAIT = "no request is remembered with what its answer asked for"
_NO_HEAD = "no request is remembered with its head"


def _streams(found: Findings) -> Iterable[Entry]:
    return (one for one in found.written if one.record.is_stream)


def _aborted(found: Findings) -> list[Entry]:
    return [one for who in found.leaving for one in who.answers]


def _unseen(found: Findings) -> int:
    streams = [one for one in _aborted(found) if one.record.is_stream and one.record.sent]
    return sum(not unsent_tokens(one) for one in streams)


def _amplification(found: Findings) -> Value:
    further = len(found.again("retry")) + len(found.again("hedge"))
    first = len(found.entries) - further
    return len(found.entries) / first if first else None


def _waits(share: float) -> Callable[[Findings], Value]:
    def value(found: Findings) -> Value:
        return share_s((max(0, int(one.wait_s * _NS)) for one in found.again("retry")), share)

    return value


def _reuse(found: Findings) -> Value:
    further = [nth > 1 for _, nth in found.arrivals]
    return sum(further) / len(further) if further else None


def _heads(is_one: Callable[[frozenset[str]], bool]) -> Callable[[Findings], Value]:
    """Return what counts the heads that are of a kind."""
    return lambda found: sum(map(is_one, found.heads)) if found.heads else None


def _retries(has_waited: bool) -> Callable[[Findings], Value]:
    """Return what counts the retries that obey Retry-After, or do not."""

    def value(found: Findings) -> Value:
        if not found.callers:
            return None
        return sum(one.has_waited is has_waited for one in found.again("retry"))

    return value


def _late(found: Findings) -> int:
    return sum(one.record.worst_ns > found.late_budget_s * _NS for one in found.written)


FIGURES: tuple[Figure, ...] = (
    summed("requests.count", "answers"),
    Figure(
        "requests.errors",
        Unit.COUNT,
        "of a status of 400 or more",
        lambda found: found.total("requests", lambda one: one.status >= 400),
        is_exact=True,
    ),
    summed("requests.limited", "of status 429", "requests", "status", 429),
    Figure(
        "requests.faulted",
        Unit.COUNT,
        "that had faults injected",
        lambda found: found.total("requests", lambda one: bool(one.fault)),
        is_exact=True,
    ),
    counted("requests.remembered", "that are looked at one by one", lambda one: len(one.entries)),
    Figure("inflight.now", Unit.COUNT, "answers under way", lambda one: one.inflight, "", True),
    Figure(
        "inflight.max", Unit.COUNT, "the most there were", lambda one: one.inflight_max, "", True
    ),
    counted(
        "inflight.key_max",
        "the most that one key had",
        lambda found: max(found.key_peaks.values(), default=0),
    ),
    counted(
        "inflight.model_max",
        "the most that one model had",
        lambda found: max(found.model_peaks.values(), default=0),
    ),
    Figure(
        "connections.count",
        Unit.COUNT,
        "connections that requests came on",
        lambda found: len({place for place, _ in found.arrivals}) or None,
        _NO_CONNECTIONS,
    ),
    Figure(
        "connections.reused",
        Unit.RATIO,
        "share of requests that came on a connection which had one before",
        _reuse,
        _NO_CONNECTIONS,
    ),
    Figure(
        "headers.proxied",
        Unit.COUNT,
        "requests with fields that proxies add",
        _heads(is_proxied),
        _NO_HEAD,
    ),
    Figure(
        "headers.leaked",
        Unit.COUNT,
        "requests with cookies, client addresses, or several credentials",
        _heads(is_leaking),
        _NO_HEAD,
    ),
    changed("compared", "requests that say what was sent, with their bodies"),
    changed("dropped", "of these, without parameters that were sent", "dropped"),
    changed("added", "of these, with parameters that were not", "added"),
    changed("changed", "of these, with other values of parameters", "changed"),
    counted(
        "retries.count",
        "a body again, after an answer to it that failed or was left",
        lambda found: len(found.again("retry")),
    ),
    counted(
        "retries.most",
        "the most times that one body came, until it was answered well",
        lambda found: max((one.attempt for one in found.again("retry")), default=1),
    ),
    Figure(
        "retries.amplification",
        Unit.RATIO,
        "requests for each that is no retry and no hedge",
        _amplification,
        "no request is remembered",
    ),
    Figure(
        "retries.wait_min",
        Unit.TIME,
        "the shortest time from a failure to its retry",
        _waits(0.0),
        _NO_RETRY,
    ),
    Figure("retries.wait_p50", Unit.TIME, "the median of these", _waits(0.5), _NO_RETRY),
    Figure(
        "retries.obeyed_retry_after",
        Unit.COUNT,
        "retries that waited as long as Retry-After asked",
        _retries(has_waited=True),
        _NO_WAIT,
    ),
    Figure(
        "retries.ignored_retry_after",
        Unit.COUNT,
        "retries that came before Retry-After let them",
        _retries(has_waited=False),
        _NO_WAIT,
    ),
    counted(
        "hedges.count",
        "a body again, while an answer to it was under way",
        lambda found: len(found.again("hedge")),
    ),
    counted(
        "repeats.count",
        "a body again, after it was answered well",
        lambda found: len(found.again("repeat")),
    ),
    summed("aborts.count", "answers whose client left", "requests", "ending", "left"),
    counted(
        "aborts.timeouts",
        "of these, as far as can be guessed, because of a time-out",
        lambda found: sum(one.alike for one in found.leaving),
    ),
    counted(
        "aborts.unsent",
        "tokens that were not sent to clients that left streams",
        lambda found: sum(map(unsent_tokens, _aborted(found))),
    ),
    counted("aborts.unseen", "streams that were sent in full to clients that had left", _unseen),
    *timed(
        "aborts",
        "client's leaving until it was seen",
        lambda one: filter(is_dated, _aborted(one)),
        lambda one: one.record.left_seen_us * _NS_OF_US,
        _NOT_DATED,
        "seen_",
    ),
    counted(
        "aborts.undated",
        "of these, of which nobody knows when the client left, as where it reset",
        lambda found: sum(not is_dated(one) for one in _aborted(found)),
    ),
    summed("tokens.prompt", "billed for prompts", "prompt"),
    summed("tokens.cached", "of these, as cached", "cached"),
    summed("tokens.completion", "billed for answers", "completion"),
    summed("tokens.reasoning", "of these, for reasoning", "reasoning"),
    summed(
        "tokens.aborted",
        "of these, for answers whose client left",
        *("completion", "ending", "left"),
    ),
    summed("sent.bytes", "bytes of answers, without HTTP's framing", "bytes"),
    *timed(
        "ttft",
        "request to a stream's first write",
        _streams,
        lambda one: one.record.first_ns,
        _NO_STREAM,
    ),
    *timed(
        "duration",
        "request to an answer's end",
        lambda one: one.timed,
        lambda one: one.record.took_ns,
        _NOT_TIMED,
    ),
    *timed(
        "lateness",
        "the latest write of each answer",
        lambda one: one.written,
        lambda one: one.record.worst_ns,
        _NOT_TIMED,
    ),
    counted("lateness.late", "answers with a write later than late_budget", _late),
    Figure(
        "lateness.workers",
        Unit.COUNT,
        "workers that were the bottleneck, for a second or more",
        lambda found: found.late_workers,
        is_exact=True,
    ),
)
BY_NAME = {one.name: one for one in FIGURES}
