"""Answers of one variant on their way into the ledger: what became of each, and under what."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns, time

from sanic_mock.dialects.answer import Whole
from sanic_mock.ledger.caller import AT_ONCE, CALLER, ID_BYTES, LONGEST_HASHED, NOTHING_KEPT
from sanic_mock.ledger.series import Series, masked
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.server.answer_ids import AnswerIds, named_fields
from sanic_mock.server.answer_levels import AnswerLevels
from sanic_mock.server.caller import Caller, Callers, retry_ms_in
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Billed, Ending, Label, Result
from sanic_mock.shared.counters import Counters

_pack = CALLER.pack_into
# So many ways of ending are known at a time.
_MOST_KNOWN = 4096

_OK = 200
_NO_CHANCE = bytes(64)
# of what takes no time: tokens sent, parks, is a stream; times; tokens to send; leaving
_NO_TIME = (0,) * 10
_NS = 1e9
_NS_OF_US = 1000


class AnswerLog:
    """Keeps each answer of one variant.

    Args:
        writer: this process's hand in the ledger.
        counters: what all workers count.
        row: this worker's.
        phased: knows the phase that runs; None where there are none.
        callers: this worker's; None where nobody wants to know who asked.
        seed: of the variant.

    Attributes:
        writer: likewise.
        callers: likewise.
        endpoint_of: returns what a path is counted as.
        levels: how many of its answers are under way.
    """

    def __init__(
        self,
        writer: LedgerWriter,
        counters: Counters,
        row: int,
        phased: PhasedAnswers | None = None,
        callers: Callers | None = None,
        seed: int = 0,
    ) -> None:
        self.writer = writer
        self.callers = callers
        self._seed = seed
        self.levels = AnswerLevels(counters, row)
        self._phased = phased
        self._annex = writer.annex
        self._ids = AnswerIds()
        self.endpoint_of: Callable[[str], str] = str
        self._known: dict[tuple[Label, str, int, str, str, str], int] = {}

    def observe(self, result: Result) -> None:
        """Keep the result of an answer that has begun, and take note that it is over."""
        self.levels.end()
        label, billed = result.label, result.billed
        number = self.writer.pack(
            time() - (monotonic_ns() - result.arrived_ns) / _NS,
            result.digest or _NO_CHANCE,
            self.entry(label, billed.model, result.status, result.ending, result.fault),
            *(billed.prompt, billed.completion, billed.cached, result.sent_bytes),
            *(billed.reasoning, result.sent_tokens, result.parks, result.is_stream),
            *(max(1, result.actual_ns), result.planned_ns, result.first_ns),
            *(result.first_planned_ns, result.worst_ns, result.tokens),
            -(-result.left_seen_ns // _NS_OF_US),
        )
        if result.caller is not None:
            self.keep_caller(number, result.caller, result.fields, result.status, result.writes)

    def keep_caller(
        self,
        number: int,
        caller: Caller,
        fields: bytes,
        status: int = _OK,
        writes: bytes = b"",
    ) -> None:
        """Keep who asked for a record's answer.

        Args:
            number: of the record.
            caller: who asked.
            fields: header lines of the answer, or all of it.
            status: of the answer.
            writes: when it was written; see write_trace.WritesTrace.
        """
        retry_ms = 0 if status == _OK else retry_ms_in(fields, time())
        self._keep_caller(number, caller, self._ids.find(fields), retry_ms, writes)

    def keep_current(self, number: int, response: bytes, status: int = _OK) -> None:
        """Keep who is being answered at once with a response."""
        if self.callers is not None:
            self.keep_caller(number, self.callers.current(), response, status)

    def keeping_current(self, callers: Callers) -> Callable[[int, bytes], None]:
        """Return what `keep_current` does for an answer of status 200, in one call."""
        pack, raw, seed, heads = AT_ONCE.pack_into, self._annex.raw, self._seed, self.writer.heads
        step, places, size = self._annex.layout
        ids = AnswerIds()
        mark, at, begin, end = ids.mark, 0, 0, 0

        def keep(number: int, response: bytes) -> None:
            nonlocal mark, at, begin, end
            if callers.keeps_bodies or response[at:begin] != mark:
                self._keep_caller(number, callers.current(), ids.find(response), 0)
                mark, at = ids.mark, ids.at
                begin = at + len(mark)
                end = begin + ID_BYTES
                return
            asking, data, start, body = callers.asking
            head = data[:start]
            if head != heads.last:
                heads.keep(head)
            pack(
                raw,
                number // step % places * size,
                asking.connection or callers.name_connection(asking),
                asking.asked + 1,
                seed,
                hash(body) if len(body) <= LONGEST_HASHED else 0,
                start,
                heads.start,
                response[begin:end],
                number,
            )

        return keep

    def _keep_caller(
        self, number: int, caller: Caller, name: bytes, retry_ms: int, writes: bytes = b""
    ) -> None:
        head, body = caller.head, caller.body
        kept = self.writer.keep(body) if body else NOTHING_KEPT
        times = self.writer.keep(writes) if writes else NOTHING_KEPT
        _pack(
            self._annex.raw,
            self._annex.place(number),
            caller.connection,
            caller.nth,
            self._seed,
            caller.body_hash,
            retry_ms,
            len(head),
            len(body),
            *kept,
            *times,
            self.writer.heads.keep(head),
            name,
            number,
        )

    def note_billed(
        self,
        label: Label,
        billed: Billed,
        digest: bytes,
        size: int,
        status: int = _OK,
        ending: Ending = "completed",
        fault: str = "",
    ) -> int:
        """Keep an answer that was all due at once, of so many bytes; return its number."""
        return self.writer.pack(
            time(),
            digest or _NO_CHANCE,
            self.entry(label, billed.model, status, ending, fault),
            *(billed.prompt, billed.completion, billed.cached, size, billed.reasoning),
            *_NO_TIME,
        )

    def note(self, label: Label, planned: Planned, size: int, ending: Ending = "completed") -> None:
        """Keep what was planned, of so many bytes of content, as that."""
        status = planned.answer.status if isinstance(planned.answer, Whole) else 200
        billed, fault = planned.billed, planned.injected
        number = self.note_billed(label, billed, planned.digest, size, status, ending, fault)
        if planned.caller is not None:
            self.keep_caller(number, planned.caller, named_fields(planned.answer), status)
        else:
            self.keep_current(number, named_fields(planned.answer), status)

    @property
    def phase(self) -> str:
        """The name of the phase that runs; "" where there are none."""
        return "" if self._phased is None else self._phased.phase

    def entry(
        self,
        label: Label,
        model: str,
        status: int = 200,
        ending: Ending = "completed",
        fault: str = "",
    ) -> int:
        """Return what a record of an answer says of what it is counted under."""
        phase = self.phase
        if ending == "left" and self.writer.is_closing:
            ending = "stopped"  # by the server, not by its client
        known = label, model, status, ending, fault, phase
        found = self._known.get(known)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            key, profile = masked(label.key), label.profile
            endpoint = self.endpoint_of(label.path)
            series = Series(endpoint, key, model, profile, label.rule, phase, status, ending, fault)
            found = self._known[known] = self.writer.entry(series)
        return found
