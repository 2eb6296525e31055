"""Strategies for what an input repeats of earlier answers ([openapi-2026] Item).

That is what was thought, the vendor's own tools with their results, and a server's tools; each is a
list of items that stand together.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.spec.values import NAMES, PICTURE, TEXTS, Json, some

Turn = st.SearchStrategy[list[Json]]
STATUS: dict[str, st.SearchStrategy[Any]] = {"status": st.just("completed")}
LOOK: Json = {"name": "look", "input_schema": {"type": "object", "properties": {}}}
IDS = st.from_regex(r"[a-z0-9]{8,20}", fullmatch=True)


def one(type_: str, prefix: str, of: dict[str, st.SearchStrategy[Any]], **may: Any) -> Turn:
    """Draw one item with its id, and some of what it may have."""
    return st.builds(
        lambda name, has, more: [{"type": type_, "id": f"{prefix}_{name}", **has, **more}],
        IDS,
        st.fixed_dictionaries(of),
        some(may) if may else st.just({}),
    )


def answered(call: Turn, type_: str, output: st.SearchStrategy[Any]) -> Turn:
    """Draw a call and its result."""
    return st.builds(
        lambda items, call_id, given: [
            {**items[0], "call_id": call_id},
            {"type": type_, "call_id": call_id, "output": given},
        ],
        call,
        st.from_regex(r"call_[a-z0-9]{6}", fullmatch=True),
        output,
    )


SEARCHED = one(
    "web_search_call",
    "ws",
    STATUS,
    action=st.builds(lambda query: {"type": "search", "query": query, "queries": [query]}, TEXTS),
).map(lambda items: [{"action": {"type": "search", "query": "x", "queries": ["x"]}, **items[0]}])
FILES_SEARCHED = one(
    "file_search_call",
    "fs",
    STATUS | {"queries": st.lists(TEXTS, max_size=2)},
    results=st.just([{"file_id": "file-1", "filename": "a.md", "score": 0.5, "text": "A"}]),
)
COMPUTED = one(
    "code_interpreter_call",
    "ci",
    STATUS
    | {
        "code": TEXTS,
        "container_id": st.just("cntr_1"),
        "outputs": st.sampled_from([None, [{"type": "logs", "logs": "1\n"}]]),
    },
)
DRAWN = one("image_generation_call", "ig", STATUS | {"result": st.just("iVBORw0KGgo=")})
LISTED = one(
    "mcp_list_tools",
    "mcpl",
    {"server_label": NAMES, "tools": st.lists(st.just(LOOK), max_size=2)},
)
CALLED = one(
    "mcp_call",
    "mcp",
    {"server_label": NAMES, "name": NAMES, "arguments": st.just('{"a": 1}')},
    output=TEXTS,
    status=st.just("completed"),
)
APPROVED: Turn = st.builds(
    lambda items, approve: [
        *items,
        {
            "type": "mcp_approval_response",
            "approval_request_id": items[0]["id"],
            "approve": approve,
        },
    ],
    one(
        "mcp_approval_request",
        "mcpr",
        {"server_label": NAMES, "name": NAMES, "arguments": st.just("{}")},
    ),
    st.booleans(),
)
CLICKED = answered(
    one(
        "computer_call",
        "cu",
        STATUS
        | {
            "action": st.just({"type": "click", "button": "left", "x": 1, "y": 2}),
            "pending_safety_checks": st.just([]),
        },
    ),
    "computer_call_output",
    st.just({"type": "computer_screenshot", "image_url": PICTURE}),
)
RUN = answered(
    one("shell_call", "sh", STATUS | {"action": st.just({"commands": ["ls"]})}),
    "shell_call_output",
    st.just([{"stdout": "a", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}]),
)
PATCHED = answered(
    one(
        "apply_patch_call",
        "apc",
        STATUS | {"operation": st.just({"type": "delete_file", "path": "a.py"})},
    ),
    "apply_patch_call_output",
    TEXTS,
).map(lambda items: [items[0], {**items[1], "status": "completed"}])
COMPACTED: Turn = one("compaction", "cmp", {"encrypted_content": st.just("gAAAAAB")})


@st.composite
def hosted_items(draw: st.DrawFn) -> list[Json]:
    """Draw what the vendor's own tools did."""
    kinds = (SEARCHED, FILES_SEARCHED, COMPUTED, DRAWN, LISTED, CALLED, APPROVED)
    return draw(st.one_of(*kinds, CLICKED, RUN, PATCHED))


@st.composite
def thoughts(draw: st.DrawFn) -> list[Json]:
    """Draw what was thought, which is not kept here, so that its content is told."""
    summary = draw(st.lists(TEXTS, max_size=2))
    return [
        {
            "type": "reasoning",
            "id": f"rs_{draw(IDS)}",
            "summary": [{"type": "summary_text", "text": text} for text in summary],
            "encrypted_content": "gAAAAAB",
        }
    ]
