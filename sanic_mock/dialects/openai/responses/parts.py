"""Items of a response, and the texts that they are streamed in.

An item is told when it begins, without its text, and when it is done. Its text is held as pieces
alone, which answers share; only what is told at the end has it in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from sanic_mock.dialects.openai.responses.client_turns import AgentTurn
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Logprob


class Part(msgspec.Struct, gc=False):
    """One item of an output.

    Attributes:
        item: the item when done, but for its text.
        pieces: its text, as inside a JSON string.
        logprobs: one for each piece; None where nobody asked.
        is_paced: whether its pieces are sent in their time; others come with the next item.
        previews: how often a picture is sent before it is done.
        body: what the pieces are of, where that is more than themselves.
        shift: by how much the index is wrong under which its text is streamed.
        tells_action: whether a search tells its kind of action when it begins: of models before
            gpt-5 [cassettes-2026], not of later ones [pydantic-2026].
        turn: of a client's agent, which items tell; None for none.
    """

    item: Item
    pieces: Sequence[bytes] = ()
    logprobs: tuple[Logprob, ...] | None = None
    is_paced: bool = True
    previews: int = 0
    body: Body | None = None
    shift: int = 0
    tells_action: bool = False
    turn: AgentTurn | None = None

    @property
    def kind(self) -> str:
        """What its text is, by the item's type; a message may be a refusal."""
        item = self.item
        is_refusal = item["type"] == "message" and item["content"][0]["type"] == "refusal"
        return "refusal" if is_refusal else item["type"]

    def text(self) -> Raw:
        """Return the JSON of the item's text."""
        text = b"".join(self.pieces) if self.body is None else self.body.joined()
        return Raw(b'"%b"' % text)

    def texts(self) -> Raw:
        """Return the JSON of the pieces as an array of texts."""
        return Raw(b'["%b"]' % b'","'.join(self.pieces) if self.pieces else b"[]")

    def begun(self) -> Item:
        """Return the item as it is before its text."""
        item = begun(self.item)
        if self.tells_action:
            item["action"] = {"type": self.item["action"]["type"]}
        return item if self.turn is None else self.turn.begun(item)

    def done(self) -> Item:
        """Return the item with its text, which is JSON already."""
        item = self._filled()
        return item if self.turn is None else self.turn.done(item)

    def _filled(self) -> Item:
        item = self.item
        match item["type"]:
            case "message":
                (part,) = item["content"]
                member = "refusal" if part["type"] == "refusal" else "text"
                return item | {"content": [part | {member: self.text()}]}
            case "function_call":
                return item | {"arguments": self.text()}
            case "custom_tool_call":
                return item | {"input": self.text()}
            case "code_interpreter_call":
                return item | {"code": self.text()}
            case "mcp_call":
                return item | {"arguments": self.text()}
            case "reasoning" if self.pieces:
                return item | {"summary": [summary(self.text())]}
        return item


def begun(item: Item) -> Item:
    """Return an item as it is told when it begins."""
    match item["type"]:
        case "message":
            return item | {"status": "in_progress", "content": []}
        case "function_call":
            return item | {"status": "in_progress", "arguments": ""}
        case "custom_tool_call":
            return item | {"status": "in_progress", "input": ""}
        case "reasoning":
            return item | {"summary": []}
        case "web_search_call":
            return {"id": item["id"], "type": item["type"], "status": "in_progress"}
        case "image_generation_call":
            begin = {"id": item["id"], "type": item["type"], "status": "in_progress"}
            return begin | {"result": None}
        case "file_search_call":
            return item | {"status": "in_progress", "queries": [], "results": None}
        case "code_interpreter_call":
            outputs: list[Item] | None = None if item["outputs"] is None else []
            return item | {"status": "in_progress", "code": "", "outputs": outputs}
        case "mcp_list_tools":
            return item | {"tools": []}
        case "mcp_call":
            return item | {"status": "in_progress", "arguments": "", "output": None}
        case "tool_search_call":
            return item | {"status": "in_progress", "arguments": {}}
    return item | {"status": "in_progress"} if "status" in item else item


def parts_of(
    output: Sequence[Item], pieces: Sequence[Sequence[str]], *, tells_action: bool
) -> list[Part]:
    """Return the parts of a response that is kept; `pieces` are each item's texts."""
    return [
        Part(
            item,
            tuple(_escaped(one) for one in texts),
            _kept_logprobs(item),
            _is_paced(item),
            tells_action=tells_action and item["type"] == "web_search_call",
        )
        for item, texts in zip(output, pieces, strict=True)
    ]


def _is_paced(item: Item) -> bool:
    return item["type"] in ("message", "function_call", "custom_tool_call")


def _escaped(text: str) -> bytes:
    return msgspec.json.encode(text)[1:-1]


def _kept_logprobs(item: Item) -> tuple[Logprob, ...] | None:
    told = item["content"][0].get("logprobs") if item["type"] == "message" else None
    if not told:
        return None
    return tuple(
        Logprob(
            one["token"],
            one["logprob"],
            tuple((top["token"], top["logprob"]) for top in one["top_logprobs"]),
        )
        for one in told
    )


def logprob(one: Logprob) -> Item:
    """Return a token's probability as events and parts of messages have it [pydantic-2026]."""
    return _known(one.token, one.logprob) | {"top_logprobs": [_known(*top) for top in one.top]}


def _known(token: str, value: float) -> dict[str, Any]:
    return {"bytes": list(token.encode()), "logprob": value, "token": token}


def summary(text: str | Raw) -> Item:
    """Return a part of what is told of reasoning."""
    return {"type": "summary_text", "text": text}
