"""A folder of pytest's cache with the scripts in `node/` and the modules that they need.

npm installs OpenAI's client, and a Node that is new enough for it, the first time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "node"
INSTALL_S = 180.0


def node_room(cache: pytest.Cache) -> Path:
    """Return the folder, or skip where it cannot be made."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("openai for Node needs npm, and there is none")
    pins = (SCRIPTS / "package.json").read_bytes()
    folder: Path = cache.mkdir(f"openai-node-{hashlib.sha256(pins).hexdigest()[:12]}")
    for script in SCRIPTS.iterdir():
        shutil.copy(script, folder)
    if not (folder / "installed").exists():
        _install(npm, folder)
    return folder


def _install(npm: str, folder: Path) -> None:
    """Install what `package.json` names, or skip."""
    command = [npm, "install", "--no-audit", "--no-fund"]
    command += ["--fetch-retries=1", "--fetch-retry-mintimeout=500"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_S)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install openai for Node in {INSTALL_S:.0f} s")
    if done.returncode:
        pytest.skip(f"npm could not install openai for Node: {done.stderr[-300:].decode()}")
    (folder / "installed").touch()
