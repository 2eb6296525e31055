"""What is kept of answers at once, in one call and in steps: the same, at every vendor."""

from __future__ import annotations

import asyncio

import pytest

from sanic_mock.ledger.record import AnswerRecord, unpacked
from sanic_mock.profile.resolve import resolve
from sanic_mock.server import variant
from tests.requests import chat
from tests.server.vendor_requests import VENDORS, asking, load_vendors
from tests.server.virtual import Bench
from tests.server.virtual_lane import VirtualLanes, Written, stopped

ASKED = [("/v1/chat/completions", chat()), ("/v1/chat/completions", chat(n=2)), *VENDORS]
PROFILE = "seed: 7\nobserve: {ledger: 64}\n"


def kept(profile: str) -> tuple[list[Written], list[AnswerRecord]]:
    """Return what each request is answered, and what is kept of that."""
    bench = Bench()

    async def serve() -> tuple[list[Written], list[AnswerRecord]]:
        lanes = VirtualLanes(resolve(values=profile), 1, bench)
        for path, body in ASKED:
            lanes.ask(0, asking(path, body, 1))
        ledger = lanes.shared.ledger
        assert ledger is not None
        lanes.end()
        return lanes.written, [unpacked(one) for one in ledger.records.rings[0].last(64)]

    load_vendors()
    with stopped(bench):
        return asyncio.run(serve())


@pytest.mark.parametrize(
    "further", ["", "phases: [{name: calm}]\n", "limits: {rpm: 1000, tpm: 1000000}\n"]
)
def test_both_ways_keep_the_same(monkeypatch: pytest.MonkeyPatch, further: str) -> None:
    quick = kept(PROFILE + further)
    monkeypatch.setattr(variant, "immediate_answers", lambda *given: None)
    assert quick == kept(PROFILE + further)
    assert len(quick[1]) == len(ASKED)
    assert any(record.reasoning for record in quick[1])
