"""What OpenAI's own tools bill: where they are offered, and where an answer runs them.

A prompt is billed once, however often an answer goes on from what it called: with each call, what
that found, and what was thought before. So were 14 answers of six tools since October 2025; those
of September billed all of it again for each step, and told most of that as cached
[cassettes-2026]. What a search finds is hidden, and of a length that is in the middle of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.openai.billing import INTRODUCTION_TOKENS, TITLE_TOKENS, Count, Function
from sanic_mock.dialects.openai.billing.functions import function_list
from sanic_mock.dialects.openai.billing.typescript import Paper
from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.openai.models.images import Tiles
from sanic_mock.dialects.openai.responses.members import undated
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.request import Item

# Kinds of tools, and what their descriptions bill where nothing is called: before gpt-5, and later.
# Searches of the web: each of nine requests [billed-2026]; patches: three; pictures: two, and four
# that were drawn; screens: one. Searches of files and code are what is left of ten and two answers
# that called them. Of `computer`, `shell` and `local_shell` there is no recording
# [cassettes-2026].
_OFFERED: Mapping[str, tuple[int, int]] = {
    "web_search_preview": (294, 4295),
    "web_search": (322, 4295),
    "file_search": (829, 829),
    "code_interpreter": (686, 686),
    "image_generation": (262, 342),
    "computer_use_preview": (484, 484),
    "apply_patch": (623, 623),
}

# What the pages bill that a search of the web finds: before gpt-5, seven answers within 2 %; of the
# small models a block, whatever is found, two answers of one project and the price list; later the
# first search of an answer, three answers within 1 %, and each further one, or page that is opened,
# six answers within 3 %. Codex's own prompts bill 8 % less than that [cassettes-2026]. What a
# preview calls and finds bills nothing before gpt-5, nine of nine [billed-2026].
_PAGES, _BLOCK = 16_790, 8_134
_SMALL = ("gpt-4o-mini", "gpt-4.1-mini")
_PAGES_LATER, _FURTHER_PAGES_LATER = 4_200, 3_725
# What is around the text of a file that is found: five answers within 10 tokens.
_FILE_TOKENS = 279

# What a call bills beside its words, in the answer and in what follows: a picture's description and
# a search of files to the token in eight and six answers, code within 64 (its model tells thoughts
# in steps of that), searches of the web in five, and what each further query adds
# [cassettes-2026]. A server's call and a shell's are taken for functions'.
_CALLED: Mapping[str, int] = {
    "image_generation_call": 13,
    "file_search_call": 16,
    "code_interpreter_call": 10,
    "web_search_call": 23,
    "mcp_call": 10,
    "shell_call": 10,
}
_FURTHER_QUERY: Mapping[str, int] = {"web_search_call": 13, "file_search_call": 1}

# What joins a server's group of functions to a group before it, where models are shown namespaces.
_JOIN_TOKENS = 1


class ToolTokens(NamedTuple):
    """What the tools bill that an answer runs.

    Attributes:
        calls: its calls, as it bills what it says.
        prompt: its calls, and what they found, as prompt.
    """

    calls: int = 0
    prompt: int = 0


def own_tokens(kinds: Iterable[str], *, is_later: bool) -> int:
    """Return what OpenAI's own tools bill that are offered, by their kinds."""
    return sum(_OFFERED.get(undated(one), (0, 0))[is_later] for one in kinds)


def listed_tokens(items: Iterable[Item], meter: Meter, *, is_first: bool) -> int:
    """Return what servers' tools bill, which are functions in a group of each server.

    Args:
        items: those that list them.
        meter: counts for the model; where nobody counts, this is 0.
        is_first: whether no functions come before them.
    """
    count, is_later = meter.count, meter.prompting.has_definitions
    listed = [one for one in items if one.get("type") == "mcp_list_tools" and _tools(one)]
    if count is None or not listed:
        return 0
    tokens = sum(count(_list(one, is_later=is_later)) for one in listed)
    if is_later:
        return tokens + (INTRODUCTION_TOKENS if is_first else 0)
    has_title = meter.prompting.instructs and not is_first  # which functions have brought
    return tokens + _JOIN_TOKENS * (len(listed) - is_first) + (0 if has_title else TITLE_TOKENS)


def run_tokens(items: Sequence[Item], meter: Meter, *, is_preview: bool = False) -> ToolTokens:
    """Return what an answer's items of tools bill; nothing where nobody counts.

    Args:
        items: complete: with what a client might not have asked to be told.
        meter: counts for the model.
        is_preview: whether the web is searched by the tool that is named so.
    """
    count, is_later = meter.count, meter.prompting.has_definitions
    if count is None:
        return ToolTokens()
    searches = sum(one["type"] == "web_search_call" for one in items)
    called = sum(_called_tokens(one, count) for one in items)
    if searches and is_preview and not is_later:
        return ToolTokens(called)
    found = sum(_result_tokens(one, meter) for one in items)
    if searches:
        found += _page_tokens(searches, meter.model, is_later=is_later)
    return ToolTokens(called, called + found)


def _list(item: Item, *, is_later: bool) -> str:
    tools = _tools(item)
    functions = [_function(one) for one in tools]
    paper = Paper(len(str(tools)))
    return function_list(
        functions, paper, is_later=is_later, group=f"mcp_{item.get('server_label')}"
    )


def _tools(item: Item) -> list[Item]:
    told = item.get("tools")
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _function(tool: Item) -> Function:
    return Function(str(tool.get("name")), tool.get("description"), tool.get("input_schema"))


def _page_tokens(searches: int, model: str, *, is_later: bool) -> int:
    if is_later:
        return _PAGES_LATER + (searches - 1) * _FURTHER_PAGES_LATER
    return searches * (_BLOCK if model.startswith(_SMALL) else _PAGES)


def _called_tokens(item: Item, count: Count) -> int:
    kind = item["type"]
    if kind not in _CALLED:
        return 0
    words = list(_words(item))
    further = _FURTHER_QUERY.get(kind, 0) * (len(words) - 1)
    return _CALLED[kind] + further + sum(map(count, words))


def _words(item: Item) -> Iterator[str]:
    """Yield what a call says."""
    action = item.get("action") or {}
    match item["type"]:
        case "image_generation_call":
            yield item.get("revised_prompt") or ""
        case "file_search_call":
            yield from item["queries"]
        case "code_interpreter_call":
            yield item["code"] or ""
        case "web_search_call":
            yield from action.get("queries") or [action.get("query") or action.get("url") or ""]
        case "mcp_call":
            yield item["arguments"]
        case "shell_call":
            yield "\n".join(action["commands"])


def _result_tokens(item: Item, meter: Meter) -> int:
    """Return what a call has found; a search of the web is not among them."""
    count = meter.count
    assert count is not None
    match item["type"]:
        case "image_generation_call":
            return _picture_tokens(item, meter.model)
        case "file_search_call" if item.get("results"):
            return _FILE_TOKENS + sum(count(one.get("text") or "") for one in item["results"])
        case "code_interpreter_call":
            return sum(_output_tokens(one, meter) for one in item.get("outputs") or ())
        case "mcp_call":
            return count(item.get("output") or "")
        case "shell_call_output":
            return sum(count(one["stdout"] + one["stderr"]) for one in item["output"])
    return 0


def _output_tokens(output: Item, meter: Meter) -> int:
    assert meter.count is not None
    if output.get("type") == "image":
        return meter.medium({"type": "input_image", "image_url": output.get("url")})
    return meter.count(output.get("logs") or "")


def _picture_tokens(item: Item, model: str) -> int:
    """Return what a picture bills that was drawn: models that see tiles see a small one."""
    width, height = _size(item.get("size"))
    images = family_of(model.rpartition("/")[2]).images
    return images.tokens((width, height), "low" if isinstance(images, Tiles) else "auto")


def _size(told: Any) -> tuple[int, int]:
    width, _, height = str(told).partition("x")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() else (1024, 1024)
