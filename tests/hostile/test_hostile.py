"""No request, however odd, costs others more than ordinary ones do, and none is a bug of ours.

What is noticed is printed (`-rP`); `python -m tests.bench hostile` prints more, and larger ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.hostile.attacks import (
    Attack,
    at_vendors,
    of_connections,
    of_prompts,
    of_schemas,
    of_shapes,
    ordinary,
    prompts_at_once,
    unread_texts,
)
from tests.hostile.scene import Outcome, Scene, immediate, paced

SMALL, LARGE = 3000, 300_000
CONTROL_S = 0.05
# Shapes that take no second to be answered, however large they are.
CHEAP = ("unknown keys", "nested", "one word", "prose", "escapes", "unicode", "parts", "digits")
# Ten times the stall of ordinary requests, at least so many ms: nobody may wait longer than 50.
RATIO, LEAST_MS = 10.0, 5.0
TRIES = 3
# Nobody who is due waits for so much of what requests take that come at once.
MOST_OF_A_BURST = 0.15


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A server whose streams take their time, warmed up."""
    with paced(tmp_path_factory.mktemp("hostile")) as scene:
        scene.suffer(ordinary(20), CONTROL_S)
        yield scene


def least(scene: Scene, attacks: Iterable[Attack]) -> list[Outcome]:
    """Do each attack some times, and return the time that stalled others least.

    For attacks that cost as much each time: a busy machine stalls everybody now and then.
    """
    every = ([_noticed(scene, attack) for _ in range(TRIES)] for attack in attacks)
    return [min(tried, key=lambda one: one.during.stall_ms) for tried in every]


def _noticed(scene: Scene, attack: Attack) -> Outcome:
    """Do an attack, print what was noticed, and return it; all of it must be answered."""
    found = scene.suffer(attack, CONTROL_S)
    print(found)
    assert not [status for status in found.statuses if status == 0 or status >= 500], found
    return found


def most_stall_ms(control: Outcome) -> float:
    """Return how long others may wait, given what ordinary requests did."""
    return RATIO * max(LEAST_MS, control.during.stall_ms)


def stalls_nobody(scene: Scene, attacks: Callable[[int], Iterable[Attack]]) -> None:
    """Hold that of each class of attacks one of a few stalls others for no more than a while.

    What stalls by itself does so each time; a busy machine stalls everybody now and then. What was
    answered is remembered, so that an attack of a class is never the same.

    Args:
        scene: the server.
        attacks: yields an attack of each class, given a number that makes them others.
    """
    most_ms = most_stall_ms(scene.suffer(ordinary(20), CONTROL_S))
    for tries in zip(*map(attacks, range(TRIES)), strict=True):
        for attack in tries:
            found = _noticed(scene, attack)
            if found.during.stall_ms <= most_ms:
                break
        else:
            raise AssertionError(found)


def test_bodies_of_any_shape_are_answered_and_stall_nobody(scene: Scene) -> None:
    stalls_nobody(scene, lambda number: of_shapes([SMALL + number], at_once=1))


def test_large_bodies_are_answered_and_stall_nobody(scene: Scene) -> None:
    def cheap(number: int) -> Iterator[Attack]:
        return (one for one in of_shapes([LARGE + number], at_once=1) if one.name in CHEAP)

    stalls_nobody(scene, cheap)


def test_schemas_of_any_grammar_are_answered_and_stall_nobody(scene: Scene) -> None:
    stalls_nobody(scene, lambda number: of_schemas([SMALL + 50 * number], seed=7 + number))


def test_schemas_stall_nobody_at_any_vendor() -> None:
    with immediate() as scene:
        stalls_nobody(scene, lambda number: at_vendors([SMALL + 50 * number], seed=7 + number))


def test_prompts_of_any_kind_are_answered_and_stall_nobody(scene: Scene) -> None:
    stalls_nobody(scene, lambda number: of_prompts([SMALL + 50 * number]))


def test_streams_go_on_between_prompts_that_come_at_once(scene: Scene) -> None:
    """Who asks waits for those who asked before; what is due in the meantime does not.

    All kinds come together, so that what all of them take is many times what one does.
    """
    tried = [_noticed(scene, prompts_at_once(SMALL + 50 * number)) for number in (3, 4, 5)]
    shares = [one.during.token_stall_ms / one.during.used_ms for one in tried]
    assert min(shares) < MOST_OF_A_BURST, tried


def test_many_connections_stall_nobody(scene: Scene) -> None:
    stalls_nobody(scene, lambda _: of_connections(20))


def test_answers_that_nobody_reads_stall_nobody_and_cost_no_memory() -> None:
    with immediate("-payload", "1MiB") as scene:
        control = scene.suffer(ordinary(5), CONTROL_S)
        unread = least(scene, unread_texts(40))
    for one in unread:  # 40 MiB of text each, 2 GB of events
        assert one.during.stall_ms <= most_stall_ms(control), one
        assert one.peak_bytes - control.peak_bytes < 150_000_000, one


def test_the_same_classes_are_generated_each_time(tmp_path: Path) -> None:
    first, second = (
        [(one.name, one.size) for one in (*of_shapes([SMALL]), *of_schemas([SMALL], seed=7))]
        for _ in range(2)
    )

    assert first == second
    assert len(set(first)) == len(first) > 35
