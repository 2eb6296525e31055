"""What a response goes on from: the items before its input, and how many tokens all of them are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.openai.billing import Count, schema_tokens
from sanic_mock.dialects.openai.media import image_tokens
from sanic_mock.dialects.openai.responses import conversations, errors, stored
from sanic_mock.dialects.openai.responses.items import kind, texts
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest, TextFormatSpec
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import tool_key

# A call and its result, beside their texts: exact for one of two exchanges, and one less for the
# other [pydantic-2026].
CALL_TOKENS = 8
_RESULT_TOKENS = 5

# Types of items that are calls, as errors name them.
CALLS = {
    "function_call": "function call",
    "custom_tool_call": "custom tool call",
    "local_shell_call": "local shell call",
    "shell_call": "shell call",
    "apply_patch_call": "apply patch call",
    "computer_call": "computer call",
}
RESULTS = {f"{name}_output": name for name in CALLS}
# Who instructs the model; a stranger's role may be anything, so this is no set.
INSTRUCTING = ("system", "developer")


class Past(NamedTuple):
    """What came before an input.

    Attributes:
        items: the newest items, oldest first.
        tokens: size of all items; those that are not kept too.
    """

    items: Sequence[Item] = ()
    tokens: int = 0


NOTHING = Past()


class Meter(msgspec.Struct, gc=False, frozen=True):
    """Counts items as a model bills them.

    Attributes:
        count: counts a text's tokens; None where nobody counts.
        message: tokens of a message beside its content: 3, and its role where that is billed.
        model: its name, which decides what an image is billed.
    """

    count: Count | None
    message: int
    model: str

    def tokens(self, items: Iterable[Item]) -> int:
        """Return how many tokens items are billed; 0 where nobody counts."""
        count = self.count
        return 0 if count is None else sum(self._item(item, count) for item in items)

    def format_tokens(self, spec: TextFormatSpec) -> int:
        """Return how many tokens a text's schema is billed; 0 where nobody counts."""
        schema = bytes(spec.schema)
        if self.count is None or spec.type != "json_schema" or not schema:
            return 0
        told = schema_tokens(spec.name or "", spec.description, schema, self.count)
        return self.message - 2 + told

    def _item(self, item: Item, count: Count) -> int:
        content = item.get("content")
        if type(content) is str:
            return self.message + count(content)
        type_ = kind(item)
        if type_ == "reasoning":  # what was thought is not read again
            return 0
        said = sum(map(count, texts(item)))
        if type_ == "message":
            return self.message + said + self._images(content)
        if type_ in CALLS:
            return CALL_TOKENS + count(str(item.get("name", ""))) + said
        return _RESULT_TOKENS + said

    def _images(self, content: Any) -> int:
        parts = content if isinstance(content, list) else ()
        return sum(self._image(part) for part in parts if part.get("type") == "input_image")

    def _image(self, part: Item) -> int:
        url, detail = part.get("image_url"), part.get("detail")
        return image_tokens(url if isinstance(url, str) else "", str(detail), self.model)


def past(state: State, asked: ResponsesRequest, meter: Meter) -> Past:
    """Return what a request goes on from, which names a response or a conversation.

    Raises:
        Problem: it is not there, or there are two.
    """
    if asked.conversation_id is not None and asked.previous_response_id is not None:
        raise errors.two_pasts()
    if asked.conversation_id is not None:
        items = conversations.items_of(state, asked.conversation_id)
        return Past(items, meter.tokens(items))
    wanted = asked.previous_response_id or ""
    kept = stored.load(state, wanted)
    if kept is None:
        raise errors.no_previous(wanted)
    own = meter.tokens((*kept.input, *kept.response["output"]))
    return Past(kept.history(), kept.context_tokens + own)


def called_id(item: Item) -> str:
    """Return which call an item is, or answers; one kind of result has it as its own id."""
    return item.get("call_id") or item.get("id") or ""


def findings(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of an input."""
    found: list[str] = []
    for item in reversed(items):
        if item.get("type") not in RESULTS:
            break
        found.append(" ".join(texts(item)))
    return tuple(reversed(found))


def answered(items: Sequence[Item]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names, ids = set(), set()
    for item in reversed(items):
        if item.get("role") == "user":
            break
        if item.get("type") in RESULTS:
            ids.add(called_id(item))
        elif item.get("call_id") in ids and isinstance(item.get("name"), str):
            names.add(tool_key(item["name"], item.get("namespace")))
        elif item.get("call_id") in ids:
            names.add(item["type"])
    return frozenset(names)


def last_user_text(items: Sequence[Item]) -> str:
    """Return what the user said last."""
    said = (item for item in reversed(items) if item.get("role") == "user")
    found = next(said, None)
    return "" if found is None else " ".join(texts(found))


def asking_texts(items: Sequence[Item]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    is_past = False
    for item in reversed(items):
        role = item.get("role")
        is_past = is_past or role == "assistant"
        if role in INSTRUCTING or (role == "user" and not is_past):
            found += reversed(list(texts(item)))
    return found[::-1]


def all_texts(items: Iterable[Item]) -> Iterator[str]:
    """Yield all texts of some items."""
    for item in items:
        yield from texts(item)
