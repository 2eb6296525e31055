"""Parts go through stages in order, and are made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.flow import NEVER, Part, PassiveStage, through


class Delaying(PassiveStage):
    """Delays."""

    def __init__(self, by_ns: int) -> None:
        self._by_ns = by_ns

    def feed(self, part: Part) -> Iterator[Part]:
        yield part.at(part.due_ns + self._by_ns)


class Halving(PassiveStage):
    """Cuts content in two."""

    def feed(self, part: Part) -> Iterator[Part]:
        half = len(part.content) // 2
        yield part._replace(content=part.content[:half])
        yield part._replace(content=part.content[half:])


def test_each_stage_gets_what_the_one_before_left() -> None:
    found = list(through([Halving(), Delaying(5)], [Part(1, b"abcd"), Part(2, b"ef")]))
    assert found == [Part(6, b"ab"), Part(6, b"cd"), Part(7, b"e"), Part(7, b"f")]


def test_without_a_stage_nothing_changes() -> None:
    parts = [Part(1, b"head", kind="head"), Part(2, kind="end", ending="close")]
    assert list(through([], parts)) == parts


def test_a_part_is_made_when_it_is_asked_for() -> None:
    asked = []

    def parts() -> Iterator[Part]:
        for due_ns in range(3):
            asked.append(due_ns)
            yield Part(due_ns)

    flow = through([Delaying(1)], parts())
    assert next(flow).due_ns == 1
    assert asked == [0]


def test_a_passive_stage_is_never_woken() -> None:
    assert Delaying(1).wakes_ns == NEVER
    assert list(Delaying(1).wake(5)) == []
