"""What the running phase changes of the answers of one variant; there is one for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.engine.silent_timeline import compile_paced
from sanic_mock.engine.timeline import PacedTimeline, is_immediate
from sanic_mock.server.planned import Planned
from sanic_mock.settings import Settings

# What frames a response, behind all other fields of it.
_LENGTH, _CHUNKED = b"\r\ncontent-length: ", b"\r\ntransfer-encoding: "


class PhasePart(Protocol):
    """A part of a variant that phases change."""

    def follow(self, multipliers: Multipliers) -> None:
        """Be as a phase says from here on."""


class PhasedAnswers:
    """The way from a worker's phase clock to a variant.

    Args:
        settings: the variant's profile.
        note_request: is told of each request to a model, until the phases have begun.
        held_ns: says how long an answer is held before its time begins; None is never.
        sets_errors: whether any phase sets how many requests get an error.

    Attributes:
        timeline: when tokens are due; None where nothing takes time.
        note_request: likewise; None once nobody need be told.
        sets_errors: likewise.
        phase: the name of the one that runs; "" before the first.
    """

    def __init__(
        self,
        settings: Settings,
        note_request: Callable[[], None] | None = None,
        held_ns: Callable[[], int] | None = None,
        sets_errors: bool = False,
    ) -> None:
        self._settings = settings
        self._multipliers = UNCHANGED
        self.timeline: PacedTimeline | None = None
        if held_ns is not None:
            self.timeline = compile_paced(settings, held_ns)
        elif not is_immediate(settings):
            self.timeline = compile_paced(settings)
        self.note_request = note_request
        self.sets_errors = sets_errors
        self._parts: list[PhasePart] = []
        self._fields = b""
        self.phase = ""

    def paced(self) -> PacedTimeline:
        """Return what says when tokens are due, though nothing of the profile takes time."""
        if self.timeline is None:
            self.timeline = compile_paced(self._settings)
            self.timeline.multipliers = self._multipliers
        return self.timeline

    def hold(self) -> None:
        """Let answers wait for the pacer, though nothing of them takes time."""
        self.timeline = self.timeline or PacedTimeline(self._settings)

    def attach(self, *parts: PhasePart | None) -> None:
        """Let parts of the variant follow; None is one that it has not."""
        self._parts += [part for part in parts if part is not None]

    def follow(self, name: str, multipliers: Multipliers) -> None:
        """Be as a phase says, for all answers that are planned from here on."""
        self.phase = name
        self._fields = f"x-mock-phase: {name}\r\n".encode("latin-1")
        self._multipliers = multipliers
        if self.timeline is not None:
            self.timeline.multipliers = multipliers
        for part in self._parts:
            part.follow(multipliers)

    def marked_bytes(self, response: bytes) -> bytes:
        """Return a response that tells its phase, as `marked` has it: before it is framed."""
        end = response.index(b"\r\n\r\n")
        at = response.rfind(_LENGTH, 0, end)
        if at < 0:
            at = response.rindex(_CHUNKED, 0, end)
        at += len(b"\r\n")
        return b"".join((response[:at], self._fields, response[at:]))

    def marked(self, planned: Planned) -> Planned:
        """Return an answer that tells its phase, if there are any."""
        if not self._fields:
            return planned
        answer = planned.answer
        fields = answer.fields + self._fields
        return msgspec.structs.replace(
            planned, answer=msgspec.structs.replace(answer, fields=fields)
        )
