"""The gaps between tokens that rules and requests have of their own, each as a tape.

Those of rules are drawn at start. What a single request asks for is drawn when it is first asked
for, on a shorter tape: nobody is to wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.distributions import Distribution
from sanic_mock.engine.tape import Tape

MOST_ASKED = 256
ASKED_LENGTH = 1024


class OwnTapes:
    """The tapes of one timeline.

    Args:
        distributions: of the rules; equal ones share a tape.
        seed: see Tape.
        scale: see Tape.
    """

    def __init__(self, distributions: Iterable[Distribution], seed: int, scale: float) -> None:
        self._seed = seed
        self._scale = scale
        self._asked: dict[int, tuple[Distribution, Tape]] = {}
        self._of_rules: dict[int, tuple[Distribution, Tape]] = {}
        drawn: list[tuple[Distribution, Tape]] = []
        for one in distributions:
            equal = next((tape for other, tape in drawn if other == one), None)
            tape = equal or Tape(one, seed, scale)
            if equal is None:
                drawn.append((one, tape))
            self._of_rules[id(one)] = one, tape

    def of(self, distribution: Distribution) -> Tape:
        """Return a distribution's tape; it is known by its identity, for some are long."""
        known = self._of_rules.get(id(distribution)) or self._asked.get(id(distribution))
        return self._drawn(distribution) if known is None else known[1]

    def _drawn(self, distribution: Distribution) -> Tape:
        if len(self._asked) >= MOST_ASKED:  # plans under way have theirs
            self._asked.clear()
        tape = Tape(distribution, self._seed, self._scale, ASKED_LENGTH)
        self._asked[id(distribution)] = distribution, tape  # whose identity is nobody else's then
        return tape
