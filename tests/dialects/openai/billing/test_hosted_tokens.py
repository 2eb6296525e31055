"""What OpenAI's own tools bill: rows of what was recorded, and answers that bill their own items.

Numbers are of recorded answers [cassettes-2026]; words that they counted are made anew here, of as
many tokens.
"""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.openai.responses.hosted_tokens import ToolTokens, listed_tokens, run_tokens
from sanic_mock.dialects.openai.responses.meter import Meter, patch
from sanic_mock.engine.tokens import encoding
from tests.dialects.openai.responses.responding import Asking
from tests.engine.media.makers import png

Json = dict[str, Any]

COUNT = encoding().count
HELLO: Json = {"role": "user", "content": "Hello"}
WIKI: Json = {
    "type": "mcp",
    "server_label": "wiki",
    "server_url": "https://example.com/mcp",
    "require_approval": "never",
}
FILES: Json = {"type": "file_search", "vector_store_ids": ["vs_1"]}
CODE: Json = {"type": "code_interpreter", "container": {"type": "auto"}}
SHELL: Json = {"type": "shell", "environment": {"type": "container_auto"}}
RUN: tuple[Json, ...] = (
    {"type": "web_search"},
    {"type": "web_search_preview"},
    {"type": "image_generation"},
    FILES,
    CODE,
    SHELL,
    WIKI,
)
EVERYTHING = ["file_search_call.results", "code_interpreter_call.outputs"]


def meter(model: str) -> Meter:
    """Return what counts for a model."""
    return Meter(COUNT, 4, model, family_of(model).prompting)


def words(tokens: int) -> str:
    """Return a text of so many tokens."""
    return "one" + " two" * (tokens - 1)


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint whose prompts are counted."""
    return Asking(prompt_tokens="counted")


def bill(asking: Asking, *items: Json, model: str = "gpt-4o", **further: Any) -> int:
    """Return what a prompt bills."""
    asked = {"model": model, "input": list(items) or [HELLO], **further}
    return asking.read(asked)[0].prompt_tokens


@pytest.mark.parametrize(
    ("model", "tool", "tokens"),
    [
        ("gpt-5.1", {"type": "apply_patch"}, 623),
        ("gpt-5", {"type": "image_generation"}, 342),
        ("gpt-4o", FILES, 829),
        ("computer-use-preview", {"type": "computer_use_preview", "environment": "windows",
                                  "display_width": 1024, "display_height": 768}, 484),
    ],
)  # fmt: skip
def test_a_tool_that_is_offered_is_billed(
    asking: Asking, model: str, tool: Json, tokens: int
) -> None:
    offered = bill(asking, model=model, tools=[tool], tool_choice="none")

    assert offered == bill(asking, model=model) + tokens


def picture(tokens: int, size: str = "1024x1024") -> Json:
    """Return a picture that is described in so many tokens."""
    return {"type": "image_generation_call", "revised_prompt": words(tokens), "size": size}


def search(*queries: int) -> Json:
    """Return a search of the web for texts of so many tokens."""
    return {"type": "web_search_call", "action": {"queries": [words(one) for one in queries]}}


def lookup(*queries: int) -> Json:
    """Return a search of files that found one of 8 tokens."""
    told = [words(one) for one in queries]
    return {"type": "file_search_call", "queries": told, "results": [{"text": words(8)}]}


# What was billed of calls, which is told; and of prompts beyond what they offer, within so much.
@pytest.mark.parametrize(
    ("model", "items", "called", "prompt", "within"),
    [
        ("gpt-4o-mini", [picture(54)], 67, 3185 - 23 - 262, 0),
        ("gpt-4o-mini", [picture(63)], 76, 3194 - 23 - 262, 0),
        ("gpt-4o-mini", [picture(66)], 79, 3195 - 21 - 262, 0),
        ("gpt-5.4", [picture(37, "1024x1536")], 50, 2281 - 32 - 342, 0.01),
        ("gpt-4o", [lookup(7)], 23, 1178 - 24 - 829, 0.1),
        ("gpt-4o-mini", [lookup(7)], 23, 1158 - 19 - 829, 0.02),
        ("gpt-4o-mini", [lookup(7, 4, 4)], 33, 1169 - 19 - 829, 0.02),
        ("gpt-4.1", [search(14)], 37, 17391 - 374, 0.02),
        ("gpt-4o", [search(10)], 33, 16981 - 358, 0.02),
        ("gpt-4o-mini", [search(15)], 38, 8516 - 344, 0),
        ("gpt-5.2", [search(6, 7)], 49, 8530 - 4330, 0.015),
        ("gpt-5.2", [search(4, 8)], 48, 8614 - 4317, 0.015),
        ("gpt-5.6", [search(9)], 32, 8576 - 4320, 0.015),
        ("gpt-5.2", [search(12), search(14, 8)], 93, 12243 - 4330, 0.02),
    ],
)
def test_calls_and_what_they_found_are_billed_once(
    model: str, items: list[Json], called: int, prompt: int, within: float
) -> None:
    found = run_tokens(items, meter(model))

    assert found.calls == called
    assert found.prompt == pytest.approx(prompt, rel=within, abs=0)


def test_code_bills_its_words_and_what_it_wrote() -> None:
    shown = {"type": "image", "url": png(1180, 780)}
    written = {"type": "logs", "logs": words(10)}
    call = {"type": "code_interpreter_call", "code": words(212), "outputs": [shown, written]}

    assert run_tokens([call], meter("gpt-5")) == ToolTokens(222, 222 + 910 + 10)


@pytest.mark.parametrize(("model", "tokens"), [("gpt-4.1", 0), ("gpt-5.2", 4_200 + 27)])
def test_what_a_preview_finds_bills_nothing_before_gpt_5(model: str, tokens: int) -> None:
    assert run_tokens([search(4)], meter(model), is_preview=True) == ToolTokens(27, tokens)


INFO: Json = {
    "name": "mcp_demo_day_info",
    "description": "Get information about Cloudflare's MCP Demo Day. Use this tool if the user "
    "asks about Cloudflare's MCP demo day",
    "input_schema": {"type": "object", "properties": {}},
}


def listing(label: str) -> Json:
    """Return the item that lists the tools of a server."""
    return {"type": "mcp_list_tools", "server_label": label, "tools": [INFO]}


@pytest.mark.parametrize(
    ("model", "label", "is_first", "tokens"),
    [
        ("gpt-4.1", "cloudflare-demo", True, 61),
        ("gpt-4o", "data-service", False, 59),
        ("gpt-5", "weather", True, 132),
        ("gpt-5", "weather", False, 54),
    ],
)
def test_a_servers_tools_are_functions_in_a_group(
    model: str, label: str, is_first: bool, tokens: int
) -> None:
    assert listed_tokens([listing(label)], meter(model), is_first=is_first) == tokens


@pytest.mark.parametrize(
    ("operation", "out", "more"),
    [
        ({"type": "create_file", "diff": "+review tests\n+update docs\n", "path": "NOTES.md"},
         41, 78),
        ({"type": "delete_file", "path": "obsolete.txt"}, 33, 68),
    ],
)  # fmt: skip
def test_a_patch_is_billed_as_it_is_written(
    asking: Asking, operation: Json, out: int, more: int
) -> None:
    call = {"type": "apply_patch_call", "call_id": "call_1", "operation": operation,
            "status": "completed"}  # fmt: skip
    result = {"type": "apply_patch_call_output", "call_id": "call_1", "status": "completed"}
    asked: Json = {"model": "gpt-5.1", "tools": [{"type": "apply_patch"}]}

    told = bill(asking, HELLO, call, result, **asked)

    assert told == bill(asking, HELLO, **asked) + more
    assert COUNT(patch(operation)) + 18 == out


def test_a_screen_is_billed_as_an_image(asking: Asking) -> None:
    def told(size: tuple[int, int]) -> int:
        output = {"type": "computer_screenshot", "image_url": png(*size)}
        call = {"type": "computer_call", "id": "cu_1", "call_id": "call_1", "status": "completed",
                "action": {"type": "screenshot"}, "pending_safety_checks": []}  # fmt: skip
        result = {"type": "computer_call_output", "call_id": "call_1", "output": output}
        return bill(asking, HELLO, call, result, model="computer-use-preview")

    assert told((1024, 768)) - told((512, 512)) == 3 * 129


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5", "gpt-5.2", "gpt-5.6"])
@pytest.mark.parametrize("tool", RUN, ids=lambda tool: str(tool["type"]))
def test_an_answer_bills_its_own_items(asking: Asking, tool: Json, model: str) -> None:
    asked: Json = {
        "model": model,
        "input": [{"role": "user", "content": "Find 12 and 30, or draw them"}],
        "tools": [tool],
        "include": EVERYTHING,
    }
    idle = asking.whole(asked | {"tool_choice": "none"})
    done = asking.whole(asked | {"tool_choice": "required"})
    usage, thought = done["usage"], thoughts(done)
    is_preview = tool["type"] == "web_search_preview"
    billed = run_tokens(done["output"], meter(model), is_preview=is_preview)
    listed = listed_tokens(done["output"], meter(model), is_first=True)  # only where it may call

    prompt = idle["usage"]["input_tokens"] + listed + billed.prompt
    assert usage["input_tokens"] == prompt + thought
    said = COUNT(done["output"][-1]["content"][0]["text"]) + 1
    assert usage["output_tokens"] == said + billed.calls + thought
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


@pytest.mark.parametrize("limit", [16, 17, 32, 48, 64, 100])
@pytest.mark.parametrize("tool", RUN, ids=lambda tool: str(tool["type"]))
def test_calls_and_thoughts_are_within_the_limit_of_an_answer(
    asking: Asking, tool: Json, limit: int
) -> None:
    for model in ("gpt-4o", "gpt-5", "gpt-5.2", "gpt-5.6", "o3"):
        for number in range(5):
            content = f"Find {number} and 30, or draw them"
            asked: Json = {
                "model": model,
                "input": [{"role": "user", "content": content}],
                "tools": [tool],
                "max_output_tokens": limit,
                "tool_choice": "required",
            }
            usage = asking.whole(asked)["usage"]
            thought = usage["output_tokens_details"]["reasoning_tokens"]
            assert 0 <= thought <= usage["output_tokens"] <= limit, (model, number)


def thoughts(answer: Json) -> int:
    """Return what was thought, without the calls that are told as reasoning."""
    usage, model = answer["usage"], answer["model"]
    told = int(usage["output_tokens_details"]["reasoning_tokens"])
    if not model.startswith(("gpt-5.2", "gpt-5.6")):
        return told
    return told - run_tokens(answer["output"], meter(model)).calls
