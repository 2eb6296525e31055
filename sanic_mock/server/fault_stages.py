"""Which stages change an answer on its way out, by its faults and its framing, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanic_mock.engine.draws import more
from sanic_mock.engine.faults.behaviour import Circumstances, Reframing, StagePlace
from sanic_mock.engine.faults.stage_order import in_stage_order
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.flow import Stage
from sanic_mock.server.framing import ChunkedFraming, HttpTerms, framing_of


def stages_of(
    faults: Sequence[Fault], circumstances: Circumstances, http: HttpTerms
) -> list[Stage]:
    """Return what changes an answer, in the order in which it is changed."""
    reframings = _reframings(faults, circumstances)
    framing = framing_of(reframings, http, is_stream=circumstances.is_stream)
    is_in_parts = circumstances.is_stream or isinstance(framing, ChunkedFraming)
    before: set[StagePlace] = {"content", "placed"} if is_in_parts else {"content"}
    behind: set[StagePlace] = {"wire"} if is_in_parts else {"wire", "placed"}
    faults = in_stage_order(faults)
    return [
        *_placed(faults, before, circumstances),
        *_placed(faults, {"last"}, circumstances),
        framing,
        *_placed(faults, behind, circumstances),
    ]


def _reframings(faults: Iterable[Fault], circumstances: Circumstances) -> Iterator[Reframing]:
    for fault in faults:
        if (reframing := fault.behaviour.reframing) is not None:
            change = reframing(fault.entry, _own(circumstances, fault))
            if change is not None:
                yield change


def _placed(
    faults: Iterable[Fault], standing: set[StagePlace], circumstances: Circumstances
) -> Iterator[Stage]:
    for fault in faults:
        behaviour = fault.behaviour
        if behaviour.stage is None or behaviour.standing not in standing:
            continue
        stage = behaviour.stage(fault.entry, _own(circumstances, fault))
        if stage is not None:
            yield stage


def _own(circumstances: Circumstances, fault: Fault) -> Circumstances:
    """Return the same, with the chance of one fault alone."""
    digest = more(circumstances.digest, b"fault%d" % fault.number)
    return circumstances._replace(digest=digest)
