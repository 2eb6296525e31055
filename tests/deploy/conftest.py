"""The command `deploy`, in this process, and a profile of one's own."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sanic_mock.cli import main

Deploy = Callable[..., str]


@pytest.fixture
def deploy() -> Deploy:
    """Return what prints what a command of `deploy` prints; its problems raise ValueError."""

    def run(*argv: str, environ: dict[str, str] | None = None) -> str:
        out, err = io.StringIO(), io.StringIO()
        code = main(["deploy", *argv], environ or {}, out, err)
        if code:
            raise ValueError(err.getvalue())
        return out.getvalue()

    return run


@pytest.fixture
def own_profile(tmp_path: Path) -> Path:
    """Return a profile that extends one beside it and a shipped one, and shares its limits."""
    (tmp_path / "base.yaml").write_text("extends: fast\nlatency: 20ms\ngrace: 40s\n")
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "extends: ./base.yaml\nlimits: {rpm: 60}\nlimits_store: redis\n"
        "limits_url: redis://valkey:6379/0\n"
    )
    return mine
