"""Parts go through stages in order, and are made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.flow import NEVER, FlowPart, PassiveStage, through


class Delaying(PassiveStage):
    """Delays."""

    def __init__(self, by_ns: int) -> None:
        self._by_ns = by_ns

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        yield part.at(part.due_ns + self._by_ns)


class Halving(PassiveStage):
    """Cuts content in two."""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        half = len(part.content) // 2
        yield part._replace(content=part.content[:half])
        yield part._replace(content=part.content[half:])


def test_each_stage_gets_what_the_one_before_left() -> None:
    found = list(through([Halving(), Delaying(5)], [FlowPart(1, b"abcd"), FlowPart(2, b"ef")]))
    assert found == [FlowPart(6, b"ab"), FlowPart(6, b"cd"), FlowPart(7, b"e"), FlowPart(7, b"f")]


def test_without_a_stage_nothing_changes() -> None:
    parts = [FlowPart(1, b"head", kind="head"), FlowPart(2, kind="end", ending="close")]
    assert list(through([], parts)) == parts


def test_a_part_is_made_when_it_is_asked_for() -> None:
    asked = []

    def parts() -> Iterator[FlowPart]:
        for due_ns in range(3):
            asked.append(due_ns)
            yield FlowPart(due_ns)

    flow = through([Delaying(1)], parts())
    assert next(flow).due_ns == 1
    assert asked == [0]


def test_a_passive_stage_is_never_woken() -> None:
    assert Delaying(1).wakes_ns == NEVER
    assert list(Delaying(1).wake(5)) == []
