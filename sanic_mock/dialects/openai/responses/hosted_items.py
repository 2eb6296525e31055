"""Items of the tools that are run for the client.

Members and their order: [openapi-2026], and [pydantic-2026] for searches, code, images and servers.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.openai import sources
from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses import hosted
from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.dialects.openai.responses.request import Included, Item
from sanic_mock.engine.media.picture import picture
from sanic_mock.engine.vocabulary import body_of

_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_NO_NAMES = Naming(bytes(32), 0)
_EVERYTHING: frozenset[Included] = frozenset(
    ("file_search_call.results", "code_interpreter_call.outputs")
)
_FIRST = 2  # number of the first id; the one before it is that of the reasoning


class Used(msgspec.Struct, gc=False):
    """What an answer uses of a vendor's own tools.

    Attributes:
        specs: the tools that are run for the client.
        servers: the servers whose tools are listed first.
        query: what the user said.
        included: what items are asked to have that they leave out else.
        approval: id of the request that the client has approved.
        tells_action: see Part.
    """

    specs: tuple[Item, ...] = ()
    servers: tuple[Item, ...] = ()
    query: str = ""
    included: frozenset[Included] = frozenset()
    approval: str | None = None
    tells_action: bool = False


def billed_items(used: Used) -> list[Item]:
    """Return the items as they are billed: with all that a client may ask to be told."""
    everything = msgspec.structs.replace(used, included=_EVERYTHING)
    parts = (*listings(everything, _NO_NAMES), *runs(everything, _NO_NAMES))
    return [{name: _decoded(one) for name, one in part.done().items()} for part in parts]


def _decoded(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


def listings(used: Used, names: Naming) -> Iterator[Part]:
    """Yield the items that list servers' tools, before all others."""
    for place, spec in enumerate(used.servers):
        offered = hosted.allowed_tools(spec) or [hosted.mcp_name(spec)]
        yield Part(
            {
                "id": names.id("mcpl", _FIRST + place),
                "type": "mcp_list_tools",
                "server_label": spec["server_label"],
                "tools": [_offered_tool(name) for name in offered],
            },
            is_paced=False,
        )


def runs(used: Used, names: Naming) -> Iterator[Part]:
    """Yield the items of the tools that are run for the client."""
    for place, spec in enumerate(used.specs, _FIRST + len(used.servers)):
        kind = "web_search" if hosted.is_search(spec["type"]) else spec["type"]
        yield from _MAKERS[kind](spec, used, names, place)


def _offered_tool(name: str) -> Item:
    schema = {
        "type": "object",
        "properties": {"query": {"type": "string"}},
        "required": ["query"],
        "additionalProperties": False,
    }
    description = f"{name.replace('_', ' ').capitalize()}."
    return {
        "annotations": {"read_only": False},
        "description": description,
        "input_schema": schema,
        "name": name,
    }


def _web_search(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    action: Item = {"type": "search", "queries": [used.query], "query": used.query}
    if "web_search_call.action.sources" in used.included:
        page = sources.PAGE.format("search").partition("?")[0]
        action |= {"sources": [{"type": "url", "url": page}]}
    yield Part(
        {
            "id": names.id("ws", place),
            "type": "web_search_call",
            "status": "completed",
            "action": action,
        },
        is_paced=False,
        tells_action=used.tells_action,
    )


def _file_search(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    results = None
    if "file_search_call.results" in used.included:
        results = [
            {
                "attributes": {},
                "file_id": "file-" + names.id("x", place)[-22:],
                "filename": "notes.txt",
                "score": 0.9716,
                "text": used.query,
                "vector_store_id": store,
            }
            for store in spec.get("vector_store_ids") or ()
        ]
    yield Part(
        {
            "id": names.id("fs", place),
            "type": "file_search_call",
            "status": "completed",
            "queries": [used.query],
            "results": results,
        },
        is_paced=False,
    )


def _code(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    container = spec.get("container")
    numbers = _NUMBERS.findall(used.query) or ["1", "2"]
    code = f"numbers = [{', '.join(numbers)}]\nprint(sum(numbers))"
    outputs = None
    if "code_interpreter_call.outputs" in used.included:
        total = float(sum(map(float, numbers)))
        logs = str(int(total) if total.is_integer() else total)
        outputs = [{"type": "logs", "logs": f"{logs}\n"}]
    item = {
        "id": names.id("ci", place),
        "type": "code_interpreter_call",
        "status": "completed",
        "code": "",
        "container_id": container if isinstance(container, str) else names.id("cntr", place),
        "outputs": outputs,
    }
    yield Part(item, body_of(code).pieces, is_paced=False)


def _image(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    form = spec.get("output_format") or "png"
    size = _SIZE.fullmatch(str(spec.get("size")))
    width, height = (int(size[1]), int(size[2])) if size else (1024, 1024)
    shown = picture(form if form in ("png", "jpeg", "webp") else "png", width, height)
    item = {
        "id": names.id("ig", place),
        "type": "image_generation_call",
        "status": "completed",
        "action": "generate",
        "background": _decided(spec, "background", "opaque"),
        "output_format": form,
        "quality": _decided(spec, "quality", "high"),
        "result": base64.b64encode(shown).decode(),
        "revised_prompt": used.query,
        "size": f"{width}x{height}",
    }
    partial = spec.get("partial_images")
    yield Part(item, is_paced=False, previews=partial if isinstance(partial, int) else 0)


def _decided(spec: Item, name: str, usual: str) -> Any:
    value = spec.get(name)
    return usual if value in (None, "auto") else value


def _server(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    arguments = msgspec.json.encode(hosted.mcp_arguments(used.query)).decode()
    item = {
        "id": names.id("mcp", place),
        "type": "mcp_call",
        "status": "completed",
        "approval_request_id": used.approval,
        "arguments": "",
        "error": None,
        "name": hosted.mcp_name(spec),
        "output": f"Found what was asked for: {used.query}",
        "server_label": spec["server_label"],
    }
    yield Part(item, (msgspec.json.encode(arguments)[1:-1],), is_paced=False)


def _shell(spec: Item, used: Used, names: Naming, place: int) -> Iterator[Part]:
    """Yield commands that are run in a container, and what they write."""
    environment = spec["environment"]
    container = environment.get("container_id") or names.id("cntr", place)
    called = "call_" + names.id("x", place)[-24:]
    commands = [hosted_tools.command_in(used.query)]
    action = {"commands": commands, "max_output_length": None, "timeout_ms": None}
    yield Part(
        {
            "id": names.id("sh", place),
            "type": "shell_call",
            "status": "completed",
            "action": action,
            "call_id": called,
            "environment": {"type": "container_reference", "container_id": container},
        },
        is_paced=False,
    )
    ended = {"outcome": {"type": "exit", "exit_code": 0}, "stderr": "", "stdout": "notes.md\n"}
    yield Part(
        {
            "id": names.id("sho", place),
            "type": "shell_call_output",
            "status": "completed",
            "call_id": called,
            "max_output_length": None,
            "output": [ended],
        },
        is_paced=False,
    )


_MAKERS: Mapping[str, Callable[[Item, Used, Naming, int], Iterator[Part]]] = {
    "web_search": _web_search,
    "file_search": _file_search,
    "code_interpreter": _code,
    "image_generation": _image,
    "mcp": _server,
    "shell": _shell,
}
