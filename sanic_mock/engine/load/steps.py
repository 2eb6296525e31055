"""A self-hosted engine: one clock, and every running request gets a token at each tick.

A step serves B running requests one token each, and spends what is left of its budget on the
prompts that wait, first come first served, in chunks. It takes base + b2 B + b1 P + b3 K (P prompt
tokens in it, K thousand tokens kept), so a long prompt stalls everybody's next token, as it does
in vLLM. The step's cost is BLIS's and Vidur's, linear. Time is passed in; nothing here waits.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

from sanic_mock.settings import Load

_NS = 1_000_000_000


class Sequence(Protocol):
    """A request inside the engine.

    Attributes:
        prefill_tokens: prompt tokens still to be read; the engine counts them down.
        kept_tokens: tokens in memory; the engine counts them up.
    """

    prefill_tokens: int
    kept_tokens: int

    def emit(self, now_ns: int) -> bool:
        """Take one token at the end of a step; return whether more are wanted."""


class Engine:
    """One engine of one worker.

    Args:
        load: the profile's load, with a `step`.
        scale: multiplies every time.

    Attributes:
        slots: how many requests run at once; where they become fewer, what runs goes on.
        stretch: multiplies the time of each step from the next on.
    """

    def __init__(self, load: Load, scale: float = 1.0) -> None:
        assert load.step is not None
        step, ns = load.step, _NS * scale
        self._base = step.base_s * ns
        self._per_running = step.per_running_s * ns
        self._per_prefill = step.per_prefill_token_s * ns
        self._per_kept = step.per_kv_ktoken_s * ns / 1000
        self._budget = step.token_budget
        self.slots = load.slots
        self.stretch = 1.0
        self._most_waiting = None if load.on_full == "wait" else load.queue
        self._running: list[Sequence] = []
        self._reading: deque[Sequence] = deque()
        self._waiting: deque[Sequence] = deque()
        self._end_ns = 0

    @property
    def running(self) -> int:
        """How many requests hold a slot."""
        return len(self._running) + len(self._reading)

    @property
    def waiting(self) -> int:
        """How many requests are in the queue."""
        return len(self._waiting)

    def is_full(self, coming: int = 0) -> bool:
        """Return whether a further request can neither run nor wait.

        Args:
            coming: how many are let in and have not joined yet.
        """
        if self._most_waiting is None:
            return False
        # during a step those who will get a slot at its end are still in the queue
        return self.running + self.waiting + coming >= self.slots + self._most_waiting

    def join(self, sequence: Sequence) -> None:
        """Queue a request for the next step."""
        self._waiting.append(sequence)

    def drop(self, sequence: Sequence) -> None:
        """Forget a request whose client left."""
        for queue in (self._running, self._reading, self._waiting):
            if sequence in queue:
                queue.remove(sequence)
                return

    def start(self, now_ns: int) -> int:
        """Begin a step at `now_ns`; return when it ends, or 0 if there is nothing to do."""
        while self._waiting and self.running < self.slots:
            self._reading.append(self._waiting.popleft())
        if not self._running and not self._reading:
            return 0
        prefill = self._read()
        kept = sum(one.kept_tokens for one in self._running) if self._per_kept else 0
        took = (
            self._base
            + self._per_running * len(self._running)
            + self._per_prefill * prefill
            + self._per_kept * kept
        )
        self._end_ns = now_ns + max(1, int(took * self.stretch))
        return self._end_ns

    def finish(self) -> None:
        """End the step: every running request, and each whose prompt is read, gets a token."""
        now_ns = self._end_ns
        arrived: list[Sequence] = []
        while self._reading and not self._reading[0].prefill_tokens:
            arrived.append(self._reading.popleft())
        ready, self._running = self._running + arrived, []
        still = [one for one in ready if self._emit(one, now_ns)]
        self._running = still + self._running

    def _emit(self, sequence: Sequence, now_ns: int) -> bool:
        sequence.kept_tokens += 1
        return sequence.emit(now_ns)

    def _read(self) -> int:
        """Read what the budget leaves of the prompts; return how many tokens."""
        left = room = max(0, self._budget - len(self._running))
        for sequence in self._reading:
            chunk = min(left, sequence.prefill_tokens)
            sequence.prefill_tokens -= chunk
            sequence.kept_tokens += chunk
            left -= chunk
            if not left:
                break
        return room - left
