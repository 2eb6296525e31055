"""The items of a response, and the texts that they are streamed in.

An item is told when it begins, without its text, and when it is done. Its text is held as pieces
alone, which answers share; only what is told at the end has it in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from sanic_mock.dialects.openai.ids import call_id, rooted
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.ask import Call, Choice, Logprob, Reply, Source
from sanic_mock.engine.content import Body, Vocabulary

_THOUGHTS = (
    "**Weighing the request**\n\nThe question is clear as it stands. I look at what is given, "
    "pick what matters, and put the answer into a few plain sentences.",
    "**Looking for a short way**\n\nThere are several ways to say this. The shortest one that "
    "leaves nothing out will do, so I begin with the result.",
    "**Checking what is asked**\n\nBefore I answer I go through the conditions one by one. None "
    "of them contradicts another, so the answer can be direct.",
)

_decode = msgspec.json.decode


class Part(msgspec.Struct, gc=False):
    """One item of an output.

    Attributes:
        item: the item when done, but for its text.
        pieces: its text, as inside a JSON string.
        logprobs: one for each piece; None where nobody asked.
        is_paced: whether its pieces are sent in their time; others come with the next item.
    """

    item: Item
    pieces: tuple[bytes, ...] = ()
    logprobs: tuple[Logprob, ...] | None = None
    is_paced: bool = True

    def text(self) -> str:
        """Return the item's text."""
        text: str = _decode(b'"%b"' % b"".join(self.pieces))
        return text

    def texts(self) -> list[str]:
        """Return the pieces as texts."""
        if not self.pieces:
            return []
        texts: list[str] = _decode(b'["%b"]' % b'","'.join(self.pieces))
        return texts

    def begun(self) -> Item:
        """Return the item as it is before its text."""
        return begun(self.item)

    def done(self) -> Item:
        """Return the item with its text."""
        item = self.item
        match item["type"]:
            case "message":
                (part,) = item["content"]
                return item | {"content": [part | {"text": self.text()}]}
            case "function_call":
                return item | {"arguments": self.text()}
            case "custom_tool_call":
                return item | {"input": self.text()}
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
    return item


def parts_of(output: Sequence[Item], pieces: Sequence[Sequence[str]]) -> list[Part]:
    """Return the parts of a response that is kept; `pieces` are each item's texts."""
    return [
        Part(item, tuple(_escaped(one) for one in texts), _kept_logprobs(item), _is_paced(item))
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


class Naming(msgspec.Struct, gc=False):
    """What the ids of one response are made of.

    Attributes:
        root: what they have in common.
        created_s: unix seconds.
        digest: of the request.
    """

    root: str
    created_s: int
    digest: bytes

    def id(self, prefix: str, number: int) -> str:
        """Return an id; two of one response need different numbers."""
        return rooted(prefix, self.root, self.created_s, self.digest, number)


class Style(msgspec.Struct, gc=False):
    """What request and model decide about items.

    Attributes:
        reasons: whether an item tells that there was reasoning.
        has_summary: whether it tells of what.
        has_encrypted: whether it has the reasoning, encrypted.
        is_recent: see manners.Manner.
        searches: what was searched for in the web; None was nothing.
    """

    reasons: bool = False
    has_summary: bool = False
    has_encrypted: bool = False
    is_recent: bool = False
    searches: str | None = None


def parts(reply: Reply, names: Naming, style: Style) -> list[Part]:
    """Return the items of an answer: reasoning, a search, then a message or calls."""
    found: list[Part] = []
    if style.reasons:
        found.append(_reasoning(names, style))
    if style.searches is not None:
        found.append(_search(names, style.searches))
    choice = reply.choices[0] if reply.choices else Choice(reply.body, reply.finish_reason)
    status = "incomplete" if choice.finish_reason == "length" else "completed"
    if choice.calls:
        for number, call in enumerate(choice.calls):
            found.append(_call(call, names, number, len(found) + 1, status))
    elif choice.body.pieces or not style.reasons:  # reasoning may take all there is
        found.append(_message(choice, names, len(found) + 1, status, style))
    return found


def _reasoning(names: Naming, style: Style) -> Part:
    item: Item = {"id": names.id("rs", 1), "type": "reasoning"}
    if style.is_recent:
        item["content"] = []
    if style.has_encrypted:
        item["encrypted_content"] = _encrypted(names)
    item["summary"] = []
    thought = _thoughts()[names.digest[20] % len(_THOUGHTS)].pieces if style.has_summary else ()
    return Part(item, thought, is_paced=False)


def _encrypted(names: Naming) -> str:
    """Return what looks like a token of Fernet, as encrypted reasoning does (recorded traffic)."""
    return "gAAAAAB" + "_".join(names.id("x", number)[2:] for number in range(90, 96)) + "=="


def _search(names: Naming, query: str) -> Part:
    item: Item = {
        "id": names.id("ws", 2),
        "type": "web_search_call",
        "status": "completed",
        "action": {"type": "search", "query": query},
    }
    return Part(item, is_paced=False)


def _call(call: Call, names: Naming, number: int, place: int, status: str) -> Part:
    called = call_id(names.digest, 0, number)
    pieces = call.arguments.pieces or (b"",)  # a call without arguments has an event too
    if call.is_custom:
        item: Item = {
            "id": names.id("ctc", place),
            "type": "custom_tool_call",
            "status": status,
            "call_id": called,
            "input": "",
            "name": call.name,
        }
        return Part(item, pieces)
    item = {
        "id": names.id("fc", place),
        "type": "function_call",
        "status": status,
        "arguments": "",
        "call_id": called,
        "name": call.name,
    }
    return Part(item, pieces)


def _message(choice: Choice, names: Naming, place: int, status: str, style: Style) -> Part:
    told = [logprob(one) for one in choice.logprobs or ()]
    sources = [_citation(one) for one in choice.sources]
    content = {"type": "output_text", "annotations": sources, "logprobs": told, "text": ""}
    item: Item = {
        "id": names.id("msg", place),
        "type": "message",
        "status": status,
        "content": [content],
        **({"phase": "final_answer"} if style.is_recent else {}),
        "role": "assistant",
    }
    return Part(item, choice.body.pieces, choice.logprobs)


def _citation(source: Source) -> Item:
    return {
        "type": "url_citation",
        "end_index": source.end,
        "start_index": source.start,
        "title": source.title,
        "url": source.url,
    }


def logprob(one: Logprob) -> Item:
    """Return a token's probability as parts of messages have it (openai-openapi, LogProb)."""
    return _known(one.token, one.logprob) | {"top_logprobs": [_known(*top) for top in one.top]}


def _known(token: str, value: float) -> dict[str, Any]:
    return {"token": token, "bytes": list(token.encode()), "logprob": value}


def summary(text: str) -> Item:
    """Return a part of what is told of reasoning."""
    return {"type": "summary_text", "text": text}


@lru_cache(1)
def _thoughts() -> tuple[Body, ...]:
    vocabulary = Vocabulary()
    return tuple(map(vocabulary.body, _THOUGHTS))
