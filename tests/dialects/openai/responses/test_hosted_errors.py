"""Values of hosted tools that OpenAI refuses are refused; a lenient server uses what fits."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.errors import Problem
from tests.dialects.openai.responses.responding import Asking, Json, spoilt

FILES: Json = {"type": "file_search", "vector_store_ids": ["vs_1"]}
SCREEN: Json = {"type": "computer_use_preview", "display_width": 1, "display_height": 1,
                "environment": "browser"}  # fmt: skip
WIKI: Json = {"type": "mcp", "server_label": "wiki", "server_url": "https://example.com"}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint."""
    return Asking()


@pytest.mark.parametrize(
    ("tool", "param", "code"),
    [
        ({"type": "web_search", "search_context_size": "huge"}, "search_context_size",
         "invalid_value"),
        ({"type": "web_search", "user_location": "Paris"}, "user_location", "invalid_type"),
        ({"type": "web_search", "user_location": {"type": "exact"}}, "user_location.type",
         "invalid_value"),
        ({"type": "web_search", "filters": {"allowed_domains": [1]}},
         "filters.allowed_domains[0]", "invalid_type"),
        (FILES | {"max_num_results": 51}, "max_num_results", "integer_above_max_value"),
        (FILES | {"max_num_results": "5"}, "max_num_results", "invalid_type"),
        (FILES | {"vector_store_ids": "vs_1"}, "vector_store_ids", "invalid_type"),
        (FILES | {"ranking_options": {"score_threshold": 2}}, "ranking_options.score_threshold",
         "decimal_above_max_value"),
        (SCREEN | {"environment": "phone"}, "environment", "invalid_value"),
        (SCREEN | {"display_width": 0}, "display_width", "integer_below_min_value"),
        (WIKI | {"require_approval": "sometimes"}, "require_approval", "invalid_value"),
        (WIKI | {"allowed_tools": "all"}, "allowed_tools", "invalid_type"),
        (WIKI | {"connector_id": "connector_x"}, "connector_id", "invalid_value"),
        ({"type": "code_interpreter", "container": 5}, "container", "invalid_type"),
        ({"type": "code_interpreter", "container": {"type": "big"}}, "container.type",
         "invalid_value"),
        ({"type": "image_generation", "quality": "best"}, "quality", "invalid_value"),
        ({"type": "image_generation", "partial_images": 4}, "partial_images",
         "integer_above_max_value"),
        ({"type": "image_generation", "output_format": "gif"}, "output_format", "invalid_value"),
        ({"type": "shell", "environment": {"type": "cloud"}}, "environment.type",
         "invalid_value"),
        ({"type": "custom", "name": "x", "format": {"type": "grammar", "syntax": "ebnf",
          "definition": "x"}}, "format.syntax", "invalid_value"),
        ({"type": "custom", "name": "x", "format": {"type": "grammar", "syntax": "lark"}},
         "format.definition", "missing_required_parameter"),
    ],
    ids=lambda one: one if isinstance(one, str) else one["type"],
)  # fmt: skip
def test_a_value_that_no_tool_has_is_refused(
    asking: Asking, tool: Any, param: str, code: str
) -> None:
    body = {"model": "gpt-4.1", "input": "Hi", "tools": [tool]}

    with pytest.raises(Problem) as refused:
        asking.read(body)

    assert (refused.value.param, refused.value.code) == (f"tools[0].{param}", code)
    asking.read(body, is_strict=False)


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "web_search", "user_location": None, "filters": None},
        FILES | {"max_num_results": 50, "ranking_options": {"ranker": "auto"}},
        SCREEN,
        WIKI | {"require_approval": {"never": {"tool_names": ["a"]}}, "allowed_tools": ["a"]},
        {"type": "code_interpreter", "container": "cntr_1"},
        {"type": "image_generation", "size": "1024x1024", "partial_images": 3},
        {"type": "shell", "environment": {"type": "container_auto"}},
        {"type": "custom", "name": "x", "format": {"type": "text"}},
    ],
)
def test_a_value_that_a_tool_may_have_is_taken(asking: Asking, tool: Json) -> None:
    asking.read({"model": "gpt-4.1", "input": "Hi", "tools": [tool]})


MORE: Json = {"type": "namespace", "name": "more", "description": "More.",
              "tools": [{"type": "function", "name": "f", "parameters": {}}]}  # fmt: skip
KINDS: tuple[Json, ...] = (
    FILES,
    SCREEN,
    WIKI | {"allowed_tools": ["a"], "headers": {"a": "b"}},
    MORE,
    {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}},
    {"type": "custom", "name": "x", "format": {"type": "text"}},
    {"type": "web_search", "filters": {"allowed_domains": ["a.b"]}, "user_location": None},
    {"type": "code_interpreter", "container": {"type": "auto"}},
    {"type": "image_generation", "quality": "low"},
    {"type": "shell", "environment": {"type": "local"}},
)


@pytest.mark.parametrize("choice", ["auto", "required"])
@pytest.mark.parametrize("tool", KINDS, ids=lambda one: one["type"])
def test_no_value_of_a_tool_breaks_what_reads_it(asking: Asking, tool: Json, choice: str) -> None:
    for one in spoilt(tool):
        body = {"model": "gpt-4.1", "input": "Hi", "tools": [one], "tool_choice": choice}
        assert asking.status(body) in (200, 400), one
        assert asking.status(body, is_strict=False) in (200, 400), one
