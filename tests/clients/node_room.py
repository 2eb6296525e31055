"""A folder of pytest's cache with the scripts in `node/` and the modules that they need.

npm installs OpenAI's client, and a Node that is new enough for it, the first time.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.clients.installing import install, is_installed

SCRIPTS = Path(__file__).parent / "node"
# what `package.json` names
INSTALL = (
    "install",
    "--no-audit",
    "--no-fund",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
)


def node_room(cache: pytest.Cache) -> Path:
    """Return the folder, or skip where it cannot be made."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("openai for Node needs npm, and there is none")
    pins = (SCRIPTS / "package.json").read_bytes()
    folder: Path = cache.mkdir(f"openai-node-{hashlib.sha256(pins).hexdigest()[:12]}")
    for script in SCRIPTS.iterdir():
        shutil.copy(script, folder)
    if not is_installed(folder):
        install("npm", "openai for Node", [npm, *INSTALL], folder)
    return folder
