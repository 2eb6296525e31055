"""What several clients are tried against."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installing import node_folder

pytest.register_assert_rewrite("tests.clients.surface_script")

SCRIPTS = Path(__file__).parent / "node"
# One request at a time, each as long as the client stays; all others are told to come back.
_BUSY = """
ttft: {base: 1ms}
itl: {token: 1s}
tokens: {output: 100}
load: {model: slots, slots: 1, queue: 0, on_full: 429, retry_after: 20ms}
"""


@pytest.fixture(scope="session")
def busy_profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of a profile that one client is enough to fill."""
    profile: Path = tmp_path_factory.mktemp("profiles") / "busy.yaml"
    profile.write_text(_BUSY)
    return str(profile)


@pytest.fixture(scope="module")
def room(request: pytest.FixtureRequest) -> Path:
    """A folder with the scripts for Node and all that they need."""
    return node_folder(request.config.cache, "openai-node", SCRIPTS)
