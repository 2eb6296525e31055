"""A server with the profile that the page has for load tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.pages import profiles
from tests.serving import Server, serving


@contextmanager
def load_server(folder: Path, time_scale: int) -> Iterator[Server]:
    """Run the server, so many times as fast, until the block ends; its profile is in a folder."""
    file = folder / "load.yaml"
    file.write_text(profiles()["load.yaml"], encoding="utf-8")
    with serving("-profile", str(file), "-time-scale", str(time_scale)) as server:
        yield server
