"""A client that leaves in the middle of a stream is in the ledger, with how far it came, and when
its leaving was seen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.leaving import PROFILE, leave_all, witnessed
from tests.patience import pressed_s
from tests.talking import serving_quietly

MANY = 40
# The next token would be sent after so long; who looks only then has seen it by chance.
GAP_S = 0.02
# Leaving is seen at once by who has a processor, and not after the 8 s of a stream.
LONG_S = 2.0


@pytest.mark.parametrize("workers", [1, 2])
def test_each_client_that_leaves_is_in_the_ledger(tmp_path: Path, workers: int) -> None:
    profile = tmp_path / "slow.yaml"
    profile.write_text(PROFILE)
    flags = ("-seed", "7", "-profile", str(profile), "-workers", str(workers))
    with serving_quietly(*flags) as server:
        before_s = pressed_s()
        clients = asyncio.run(leave_all(server.port, MANY))
        told = witnessed(server, clients)
        most_s = LONG_S + pressed_s() - before_s
    assert len(told) == MANY
    for one in told:
        assert one.unread >= 0
        assert one.entry["sent_pieces"] < 400
        assert -GAP_S < one.seen_s < most_s
    assert {one.entry["status"] for one in told} == {200}
