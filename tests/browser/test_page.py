"""The page in a real browser: it tells what the server does, and changes it for who may."""

from __future__ import annotations

import contextlib
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.resources import files

import pytest

from tests.browser.conftest import LONGEST_MS, OpenPage, expect
from tests.requests import chat
from tests.serving import Server, serving

PACED = ("-latency", "20", "-jitter", "10")


@contextlib.contextmanager
def asked(server: Server, body: bytes) -> Iterator[None]:
    """Ask again and again, from one client, until the block ends."""
    ended = threading.Event()
    url, headers = f"{server.url}/v1/chat/completions", {"content-type": "application/json"}

    def ask() -> None:
        while not ended.is_set():
            try:
                with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                    answer.read()
            except urllib.error.HTTPError as refused:
                refused.close()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers take some time."""
    counting = ("-metrics", "-ledger", "1000", "-workers", "2")
    with serving("--profile", "realistic-network", *PACED, *counting) as running:
        yield running


def test_it_says_what_the_server_is(open_page: OpenPage, server: Server) -> None:
    page = open_page(server.url)
    page.wait_for_selector("#state[data-state=ready]")
    assert page.inner_text("#profile") == "realistic-network"
    assert page.inner_text("#workers") == "2"
    assert page.inner_text("#address") == f"{server.url}/v1"
    assert page.title() == "realistic-network · sanic-mock"


def test_its_figures_move_with_what_is_asked(open_page: OpenPage, server: Server) -> None:
    page = open_page(server.url)
    with asked(server, chat(stream=True)):
        expect(page.locator("#rate")).not_to_have_text("0")
        page.wait_for_selector("#chart-ttft svg .bar")
        page.wait_for_selector("#mix li")
        page.wait_for_selector("#requests tr")
    assert page.inner_text("#mix li").startswith("answered")
    assert page.inner_text("#ttft50").endswith("ms")
    assert "gpt-4o-mini" in page.inner_text("#requests tr")
    page.wait_for_selector("#requests svg .bar")


def test_each_answer_is_counted_under_one_ending(open_page: OpenPage) -> None:
    flags = ("-metrics", "-ledger", "100", "-error-rate", "1", "-error-status", "429")
    with serving(*flags) as server:
        page = open_page(server.url)
        page.wait_for_selector("#state[data-state=ready]")
        with asked(server, chat()):
            page.wait_for_selector("#mix li")
            page.wait_for_selector("#requests tr")
        assert [one[:13] for one in page.locator("#mix li").all_inner_texts()] == ["429, too many"]
        assert "refused, fault: status" in page.inner_text("#requests tr")


def test_counting_begins_when_somebody_asks_for_it(open_page: OpenPage) -> None:
    with serving("-latency", "5") as server:
        page = open_page(server.url)
        page.wait_for_selector("#uncounted:not([hidden])")
        page.click("#count")
        page.wait_for_selector("#uncounted", state="hidden")
        with asked(server, chat(stream=True)):
            expect(page.locator("#rate")).not_to_have_text("0")
            page.wait_for_selector("#requests tr")


def test_a_snippet_is_chosen_by_mouse_and_by_keys(open_page: OpenPage, server: Server) -> None:
    page = open_page(server.url)
    page.get_by_role("tab", name="Python").click()
    assert f'base_url="{server.url}/v1"' in page.inner_text("#snippet")
    page.keyboard.press("ArrowRight")
    assert "baseURL" in page.inner_text("#snippet")
    page.keyboard.press("Home")
    assert page.inner_text("#snippet").startswith("curl ")
    assert page.get_by_role("tab", name="curl").get_attribute("aria-selected") == "true"


def test_a_slider_changes_what_the_server_does(open_page: OpenPage) -> None:
    with serving(*PACED) as server:
        page = open_page(server.url)
        page.wait_for_selector("#form:not([hidden])")
        assert page.inner_text("#latency-out") == "20 ms"
        page.fill("#latency", "150")
        assert page.inner_text("#yaml") == "latency: 150ms"
        page.click("#apply")
        page.wait_for_selector("#told[data-state=good]")
        with urllib.request.urlopen(f"{server.url}/_mock/profile") as answer:
            assert b'"latency":"150ms"' in answer.read()
        page.click("#reset")
        expect(page.locator("#latency")).to_have_value("20")


def test_another_profile_is_chosen(open_page: OpenPage) -> None:
    with serving() as server:
        page = open_page(server.url)
        page.wait_for_selector("#form:not([hidden])")
        page.select_option("#choose", "realistic-network")
        page.click("#apply")
        page.wait_for_selector("#told[data-state=good]")
        expect(page.locator("#profile")).to_have_text("realistic-network")


def test_what_the_server_refuses_is_shown(open_page: OpenPage) -> None:
    with serving("-latency", "5") as server:
        page = open_page(server.url)
        page.wait_for_selector("#form:not([hidden])")
        page.evaluate("document.getElementById('jitter').max = 10 ** 12")
        page.fill("#jitter", "1000000000000")
        page.click("#apply")
        page.wait_for_selector("#told[data-state=bad]:not(:empty)")
        assert "jitter" in page.inner_text("#told")


def test_who_may_not_sees_neither_requests_nor_sliders(open_page: OpenPage) -> None:
    with serving("-admin-token", "open-sesame") as server:
        forwarded = {"x-forwarded-for": "192.0.2.1"}
        page = open_page(server.url, extra_http_headers=forwarded)
        page.wait_for_selector("#closed:not([hidden])")
        assert not page.is_visible("#form")
        assert not page.is_visible("#requests-card")
        page.fill("#token", "open-sesame")
        page.click("#unlock")
        page.wait_for_selector("#form:not([hidden])")


def test_it_survives_a_restart(open_page: OpenPage) -> None:
    with serving() as server:
        page = open_page(server.url)
        page.wait_for_selector("#state[data-state=ready]")
        assert server.stop() == 0
    page.wait_for_selector("#state[data-state=off]")
    with serving("-port", str(server.port), "-latency", "7"):
        page.wait_for_selector("#state[data-state=ready]", timeout=LONGEST_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_can_be_used_by_everybody(
    open_page: OpenPage, server: Server, width: int, scheme: str
) -> None:
    pytest.importorskip("axe_core_python", reason="axe is not installed")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page = open_page(server.url, width=width, scheme=scheme, bypass_csp=True)
    with asked(server, chat(stream=True)):
        page.wait_for_selector("#chart-ttft svg .bar")
        page.wait_for_selector("#requests tr")
        page.evaluate(axe)
        found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
