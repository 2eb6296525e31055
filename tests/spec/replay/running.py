"""Replays all exchanges against servers that are set up for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.spec.replay import comparing
from tests.spec.replay.asking import KEY, Answer, Asking, asking
from tests.spec.replay.contents import kind
from tests.spec.replay.differences import Difference
from tests.spec.replay.reasons import reason
from tests.spec.replay.recordings import Recording, recordings
from tests.talking import serving_quietly

_FEW_MODELS = f"models: [replay-model]\napi_keys: [{KEY}]\n"


class Compared(NamedTuple):
    """One exchange and what is different in it.

    Attributes:
        recording: the exchange.
        left: what no reason explains.
        explained: what one does.
        kind: what its prompt is made of.
        tokens: of the prompt, as recorded and as told by sanic_mock; None where none are told, or
            where the prompt goes on from another answer.
    """

    recording: Recording
    left: list[Difference]
    explained: list[Difference]
    kind: str
    tokens: tuple[int, int] | None


def replayed() -> list[Compared]:
    """Return all recorded exchanges, each with its differences; [] where there are none."""
    known = recordings()
    return list(_replayed(known)) if known else []


def _replayed(known: list[Recording]) -> Iterator[Compared]:
    with TemporaryDirectory() as folder:
        profile = Path(folder, "few-models.yaml")
        profile.write_text(_FEW_MODELS)
        with (
            serving_quietly("-seed", "7") as open_,
            serving_quietly("-seed", "7", "-profile", str(profile)) as closed,
            asking(open_, closed) as ask,
        ):
            yield from (_compared(one, ask) for one in known)


def _compared(recording: Recording, ask: Asking) -> Compared:
    """Send one request and compare the answers."""
    answer = ask.ask(recording)
    left: list[Difference] = []
    explained: list[Difference] = []
    for one in comparing.differences(recording, answer):
        (explained if reason(recording, one) else left).append(one)
    made_of = kind(recording.asked, recording.body)
    return Compared(recording, left, explained, made_of, _tokens(recording, answer))


def _tokens(recording: Recording, answer: Answer) -> tuple[int, int] | None:
    theirs, ours = map(comparing.prompt_tokens, (recording.body, answer.body))
    is_like = recording.status == answer.status and not recording.is_chained
    if theirs is None or ours is None or not is_like or recording.vendor:
        return None
    return theirs, ours
