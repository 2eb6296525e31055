"""What several files of this folder are tried with."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where profiles are written, and looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
