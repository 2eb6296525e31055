"""How often each rule matched, over all workers: no number is given twice, and none is left out.

A request whose answer is not given after all gives its number back: it is begun again on a thread,
or a limit refuses it. Where others have counted meanwhile, whoever comes next here gets that
number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sanic_mock.errors import MockError, Problem
from sanic_mock.shared.attempts import Attempts

Answer = TypeVar("Answer")


class CountedError(MockError):
    """An error that is the answer, and so counts as one.

    Args:
        problem: the error.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class MatchCounts:
    """The matches that one worker counts.

    Args:
        attempts: counts over all workers.
    """

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts
        self._returned: dict[bytes, list[int]] = {}

    def counted(self, answer: Callable[[Callable[[bytes], int]], Answer]) -> Answer:
        """Return what `answer` returns, given what counts by marks.

        Whatever it raises gives the numbers back, but a CountedError.

        Raises:
            Problem: of a CountedError.
        """
        taken: list[tuple[bytes, int]] = []

        def count(mark: bytes) -> int:
            number = self._take(mark)
            taken.append((mark, number))
            return number

        try:
            return answer(count)
        except CountedError as error:
            raise error.problem from None
        except Exception:
            for mark, number in taken:
                self._give_back(mark, number)
            raise

    def _take(self, mark: bytes) -> int:
        if (numbers := self._returned.get(mark)) is not None:
            try:
                return numbers.pop()
            except IndexError:  # another thread took it
                pass
        return self._attempts.count(mark)

    def _give_back(self, mark: bytes, number: int) -> None:
        if not self._attempts.retract(mark, number):
            self._returned.setdefault(mark, []).append(number)
