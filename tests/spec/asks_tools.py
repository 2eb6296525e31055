"""Strategies for the tools that a response is offered, and for how one is chosen."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.spec.values import GRAMMARS, NAMES, TEXTS, Json, functions, some

CALLED = ("function", "custom")
PLACE: st.SearchStrategy[Json] = st.just({"type": "approximate", "country": "FR", "city": "Paris"})
# [openapi-2026] ToolChoiceParam
CHOOSABLE = (
    *CALLED,
    "file_search",
    "web_search_preview",
    "computer_use_preview",
    "image_generation",
    "code_interpreter",
    "mcp",
    "apply_patch",
    "shell",
)
LOOK: Json = {"type": "function", "name": "look"}
SIZE = st.sampled_from(["low", "medium", "high"])
FUNCTION: st.SearchStrategy[Json] = functions().map(
    lambda one: {"type": "function", "strict": False, **one}
)
CUSTOM: st.SearchStrategy[Json] = st.builds(
    lambda name, more: {"type": "custom", "name": name, **more},
    NAMES,
    some(
        {
            "description": TEXTS,
            "format": st.just({"type": "text"})
            | GRAMMARS.map(lambda one: {"type": "grammar", **one}),
        }
    ),
)


def hosted(
    kind: str, needed: Json, **further: st.SearchStrategy[object]
) -> st.SearchStrategy[Json]:
    """Draw a tool that OpenAI runs: what it needs, and some of what it may have."""
    said: Json = {"type": kind, **needed}
    return some(further).map(lambda more: said | more) if further else st.just(said)


SEARCHES: st.SearchStrategy[Json] = st.one_of(
    hosted(
        "web_search",
        {},
        search_context_size=SIZE,
        user_location=PLACE,
        filters=st.just({"allowed_domains": ["example.org"]}),
    ),
    hosted("web_search_2025_08_26", {}, search_context_size=SIZE),
    hosted("web_search_preview", {}, search_context_size=SIZE, user_location=PLACE),
    hosted("web_search_preview_2025_03_11", {}),
)
APPROVALS = st.sampled_from(["never", "always", {"never": {"tool_names": ["look"]}}])
HOSTED: st.SearchStrategy[Json] = st.one_of(
    SEARCHES,
    hosted(
        "file_search",
        {"vector_store_ids": ["vs_1"]},
        max_num_results=st.integers(1, 50),
        ranking_options=st.just({"ranker": "auto", "score_threshold": 0.5}),
        filters=st.just({"type": "eq", "key": "year", "value": 2026}),
    ),
    hosted("code_interpreter", {"container": {"type": "auto"}}),
    hosted("code_interpreter", {"container": "cntr_1"}),
    hosted(
        "image_generation",
        {},
        model=st.just("gpt-image-1"),
        quality=st.sampled_from(["low", "auto"]),
        size=st.sampled_from(["1024x1024", "auto"]),
        output_format=st.sampled_from(["png", "webp"]),
        partial_images=st.integers(0, 3),
        input_fidelity=st.sampled_from(["high", "low"]),
    ),
    hosted(
        "mcp",
        {"server_label": "docs", "server_url": "https://example.org/mcp"},
        require_approval=APPROVALS,
        allowed_tools=st.just(["look"]),
        server_description=TEXTS,
    ),
    hosted("mcp", {"server_label": "files", "connector_id": "connector_dropbox"}),
    hosted(
        "computer_use_preview",
        {"display_width": 1024, "display_height": 768, "environment": "browser"},
    ),
    hosted("computer", {}),
    hosted("local_shell", {}),
    hosted("shell", {}, environment=st.just({"type": "local"})),
    hosted("apply_patch", {}),
    hosted("tool_search", {}, execution=st.sampled_from(["server", "client"])),
    hosted("namespace", {"name": "more", "description": "More.", "tools": [LOOK]}),
)


def is_like(one: Json) -> str:
    """Return what no two tools of a request share: a name, or a kind."""
    name: str = one["name"] if one["type"] in CALLED else one["type"]
    return name


@st.composite
def tools(draw: st.DrawFn) -> Json:
    """Draw tools and how one is chosen."""
    kinds = FUNCTION | CUSTOM | HOSTED
    offered = draw(st.lists(kinds, min_size=1, max_size=4, unique_by=is_like))
    mode = draw(st.sampled_from(["auto", "required"]))
    allowed = [chosen(one) for one in offered[:2]]
    choices: list[Json] = [
        {},
        {"tool_choice": draw(st.sampled_from(["auto", "none", "required"]))},
        {"tool_choice": {"type": "allowed_tools", "mode": mode, "tools": allowed}},
        *({"tool_choice": chosen(one)} for one in offered[:1] if one["type"] in CHOOSABLE),
    ]
    return {"tools": offered} | draw(st.sampled_from(choices))


def chosen(one: Json) -> Json:
    """Return the choice of a tool."""
    names = {"mcp": ("server_label",), "function": ("name",), "custom": ("name",)}
    return {"type": one["type"], **{key: one[key] for key in names.get(one["type"], ())}}
