"""What is done to several courses at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Protocol


class Coursed(Protocol):
    """A course, or several of them that are one to whoever has it."""

    def rehearse(self) -> None:
        """Let what answers be ready, so that no client waits for it; may take long."""

    def start(self) -> None:
        """Let time pass, on the running loop."""

    def look(self) -> None:
        """Be in the phases that run by now."""

    def close(self) -> None:
        """Let nothing change any more."""


class CourseGroup(ABC):
    """Several courses that are one to whoever has them: see Coursed."""

    @abstractmethod
    def _courses(self) -> Iterable[Coursed]:
        """Return all of them there are by now."""

    def rehearse(self) -> None:
        """See Coursed."""
        for course in self._courses():
            course.rehearse()

    def start(self) -> None:
        """See Coursed."""
        for course in self._courses():
            course.start()

    def look(self) -> None:
        """See Coursed."""
        for course in self._courses():
            course.look()

    def close(self) -> None:
        """See Coursed."""
        for course in self._courses():
            course.close()
