"""A Chromium without a window, and pages in it; what needs them is skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

LONGEST_MS = 20_000
SYNC_API = "playwright.sync_api"
OpenPage = Callable[..., "Page"]


def expect(found: Locator) -> Any:
    """Return what waits until something holds of a part of a page."""
    return import_module(SYNC_API).expect(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    sync_api = pytest.importorskip(SYNC_API, reason="playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return what opens an address; whatever the page complains of fails the test at its end."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def open_page(url: str, *, width: int = 1280, scheme: str = "light", **options: Any) -> Page:
        size: Any = {"width": width, "height": 900}
        kind: Any = scheme
        context = browser.new_context(viewport=size, color_scheme=kind, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.extend([said.text] * (said.type == "error")))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # a refusal that the page shows, and a server that is gone, are in the console, too
    assert [one for one in complaints if "Failed to load resource" not in one] == []
