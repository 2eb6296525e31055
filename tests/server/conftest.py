"""What several files of this folder are tried with."""

from __future__ import annotations

import pytest

from tests.faulting import WAYS


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The header fields that choose each lane."""
    return WAYS[request.param]
