"""Pages in browsers: they say by a field that they mean to ask, and then may read all fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.anthropic.asking import asked, post
from tests.serving import Server

PAGE = {"origin": "https://example.com"}
BROWSER = {"anthropic-dangerous-direct-browser-access": "true"}


def test_a_page_that_does_not_say_so_is_refused(server: Server) -> None:
    answer = post(server, asked(), **PAGE)

    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["type"] == "authentication_error"
    told = "CORS requests must set 'anthropic-dangerous-direct-browser-access' header"
    assert error["message"] == told
    assert "access-control-expose-headers" not in answer.headers


@pytest.mark.parametrize("more", [{}, {"stream": True}, {"seed": 1}], ids=str)
def test_a_page_that_says_so_reads_all_fields(server: Server, more: dict[str, Any]) -> None:
    answer = post(server, asked(**more), **PAGE | BROWSER)

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "*"


def test_nobody_else_is_told_of_pages(server: Server) -> None:
    for fields in ({}, BROWSER):
        answer = post(server, asked(), **fields)

        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_lenient_server_answers_any_page(server: Server) -> None:
    assert post(server, asked(), x_mock_mode="lenient", **PAGE).status_code == 200
