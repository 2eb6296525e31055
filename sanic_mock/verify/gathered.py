"""All values of one run, as they come in: of each answer, and of its plan."""

from __future__ import annotations

from sanic_mock.server.schedule import Schedule
from sanic_mock.verify.question import TimedAnswer

_MS = 1_000_000
_NS = 1_000_000_000


class Gathered:
    """All values of one run, as they come in."""

    def __init__(self) -> None:
        self.names = ("head", "ttft", "itl", "total", "tokens", "speed", "bytes")
        self.measured: dict[str, list[float]] = {name: [] for name in self.names}
        self.planned: dict[str, list[float]] = {name: [] for name in self.names}
        self.late_ms: list[float] = []
        self.drifts: list[tuple[float, int]] = []
        self.unlike = 0
        self.problems: list[str] = []

    def add(self, answer: TimedAnswer, schedule: Schedule | None) -> None:
        """Take one answer, and its plan where that is known."""
        if answer.problem:
            self.problems.append(answer.problem)
            return
        arrivals = arrived(answer)
        offsets = [one - answer.sent_ns for one in arrivals]
        total_ns = answer.ended_ns - answer.sent_ns
        if schedule is not None and len(schedule.dues) == len(offsets):
            self._pair(offsets, total_ns, schedule)
            if schedule.head_ns is not None:
                self._pair_head(answer.head_ns - answer.sent_ns, schedule.head_ns)
            _add(self.planned, schedule.dues, schedule.dues, schedule.last_ns, schedule)
        weights = schedule.dues if schedule and len(schedule.dues) == len(offsets) else offsets
        _add(self.measured, offsets, weights, total_ns, answer)
        if schedule is not None:
            is_alike = (answer.tokens, answer.size) == (schedule.tokens, schedule.size)
            self.unlike += not is_alike or len(schedule.dues) != len(offsets)

    def _pair_head(self, got_ns: int, due_ns: int) -> None:
        self.measured["head"].append(got_ns / _MS)
        self.planned["head"].append(due_ns / _MS)
        self.late_ms.append((got_ns - due_ns) / _MS)

    def _pair(self, offsets: list[int], total_ns: int, schedule: Schedule) -> None:
        late = [(got - due) / _MS for got, due in zip(offsets, schedule.dues, strict=True)]
        self.late_ms += late or [(total_ns - schedule.last_ns) / _MS]
        if len(late) > 1 and schedule.dues[-1] > schedule.dues[0]:
            self.drifts.append((late[-1] - late[0], len(late) - 1))


def arrived(answer: TimedAnswer) -> list[int]:
    """Return when each event with text arrived."""
    found: list[int] = []
    for stamp, count in zip(answer.stamps, answer.events, strict=True):
        found += [stamp] * (count - len(found))
    return found


def _add(
    values: dict[str, list[float]],
    offsets: list[int],
    dues: list[int],
    total_ns: int,
    answered: TimedAnswer | Schedule,
) -> None:
    """Add one answer's values; gaps count where they were planned."""
    values["ttft"].append((offsets[0] if offsets else total_ns) / _MS)
    steps = zip(offsets, offsets[1:], dues, dues[1:], strict=False)
    values["itl"] += [(after - one) / _MS for one, after, due, then in steps if then > due]
    values["total"].append(total_ns / _MS)
    values["tokens"].append(answered.tokens)
    if total_ns:
        values["speed"].append(answered.tokens * _NS / total_ns)
        values["bytes"].append(answered.size * _NS / total_ns / 1000)
