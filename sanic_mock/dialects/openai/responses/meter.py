"""Counts the items of responses as a model bills them: messages, calls, results, thoughts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import msgspec

from sanic_mock.dialects.openai.attached import file_tokens
from sanic_mock.dialects.openai.billing import (
    CallBill,
    Called,
    CallTokens,
    Count,
    format_tokens,
)
from sanic_mock.dialects.openai.media import image_tokens
from sanic_mock.dialects.openai.models.prompting import Prompting
from sanic_mock.dialects.openai.responses.items import CALLS, INSTRUCTING, RESULTS, kind, texts
from sanic_mock.dialects.openai.responses.request import Item, TextFormatSpec
from sanic_mock.dialects.openai.responses.sealed import thought_tokens

# Of a call and its result, this is the result's, where models are shown namespaces and later.
_RESULT, _RESULT_LATER = 3, 7
# A call alone that is told with the id that it had [billed-2026].
_ID_TOKENS = 3
# More of several calls that are shown as one.
_SEVERAL = 4
# An answer's schema, where models are shown namespaces.
_FORMAT_TOKENS = 1
# Of a message with an image, from gpt-5 on: where it has nothing else, whatever was said before,
# and more behind calls; of eight prompts six bill the very number, two 2 more and less.
_ALONE_TOKENS, _BEHIND_CALLS_TOKENS = 2, 3
# A patch beside its text, and what says that it was applied beside its path, told twice: what three
# calls bill, and four requests that go on from them [cassettes-2026].
_PATCH_TOKENS, _PATCHED_TOKENS = 18, 31
_PATCHES = ("apply_patch_call", "apply_patch_call_output")
_VERBS = {"create_file": "Add", "update_file": "Update", "delete_file": "Delete"}


class Meter(msgspec.Struct, gc=False, frozen=True):
    """Counts items as a model bills them.

    Attributes:
        count: counts a text's tokens; None where nobody counts.
        message: tokens of a message beside its content: 3, and its role where that is billed.
        model: its name, which decides what an image is billed.
        prompting: how it is shown a conversation.
        frames_files: whether the texts of files are framed: see wire.Wire.
    """

    count: Count | None
    message: int
    model: str
    prompting: Prompting
    frames_files: bool = True

    def tokens(self, items: Iterable[Item], before: Sequence[Item] = ()) -> int:
        """Return how many tokens items are billed; 0 where nobody counts.

        Args:
            items: the items, but for what was thought.
            before: the items that were counted already.
        """
        if self.count is None:
            return 0
        turns = _Turns(self, self.count)
        turns.note(before)
        return turns.tokens(items)

    def thought(self, items: Sequence[Item]) -> int:
        """Return what is billed of what was thought since the user spoke last, where it is told."""
        sealed = []
        for item in reversed(items):
            if item.get("role") == "user":
                break
            if item.get("type") == "reasoning" and isinstance(item.get("encrypted_content"), str):
                sealed.append(item["encrypted_content"])
        if self.count is None:
            return 0
        return sum(map(thought_tokens, sealed))

    def format_tokens(self, spec: TextFormatSpec) -> int:
        """Return how many tokens a text's schema is billed; 0 where nobody counts."""
        schema = bytes(spec.schema)
        if self.count is None or spec.type != "json_schema" or not schema:
            return 0
        told = format_tokens(spec.name or "", spec.description, schema, self.count)
        return told if self.prompting.instructs else told + _FORMAT_TOKENS

    def medium(self, part: Item) -> int:
        """Return what an image or a file is billed; 0 for any other part."""
        match part.get("type"):
            case "input_image" | "computer_screenshot":
                url, detail = _text(part, "image_url"), str(part.get("detail"))
                return image_tokens(url, detail, self.model, is_chat=False)
            case "input_file" if self.count is not None:
                data, name = _text(part, "file_data"), _text(part, "filename")
                return file_tokens(
                    data,
                    name,
                    self.model,
                    self.count,
                    shows_pages=False,
                    frames_text=self.frames_files,
                )
        return 0


class _Turns:
    """What of the items before decides what an item is billed.

    Args:
        meter: says how.
        count: counts a text's tokens.
    """

    def __init__(self, meter: Meter, count: Count) -> None:
        prompting = meter.prompting
        self._meter, self._count, self._prompting = meter, count, prompting
        result = _RESULT_LATER if prompting.names_group else _RESULT
        several = _SEVERAL if prompting.wraps_calls else None
        law = CallTokens(prompting.call - result, result, prompting.names_group, several)
        self._calls = CallBill(law, count)
        self._asked = self._called = False

    def note(self, items: Iterable[Item]) -> None:
        """Take notice of items that were counted already."""
        for is_calls, some in groupby(items, _is_call):
            if is_calls:
                self._calls.note(*_calls_of(some))
                self._called = True
            else:
                self._asked = self._asked or any(one.get("role") == "user" for one in some)

    def tokens(self, items: Iterable[Item]) -> int:
        """Return what items are billed; calls that follow each other were made together."""
        total = 0
        for is_calls, group in groupby(items, _is_call):
            some = list(group)
            total += self._made(some) if is_calls else sum(map(self._item, some))
        return total + self._calls.flushed()

    def _made(self, items: Sequence[Item]) -> int:
        self._called = True
        own = _ID_TOKENS if len(items) == 1 and items[0].get("id") else 0
        return own + self._calls.flushed() + self._calls.made(*_calls_of(items))

    def _item(self, item: Item) -> int:
        """Return what an item is billed that is no call."""
        content = item.get("content")
        if type(content) is str:
            return self._said(item, content)
        type_ = kind(item)
        if type_ == "reasoning":
            return 0
        if type_ in _PATCHES:
            return self._patch(item)
        if type_ == "message":
            said = "".join(texts(item))
            around = self._around_images(item, said) if self._prompting.has_definitions else 0
            return around + self._said(item, said) + self._media(content)
        return self._result(item) if type_ in RESULTS else self._count("".join(texts(item)))

    def _said(self, item: Item, text: str) -> int:
        total, prompting, role = self._meter.message, self._prompting, item.get("role")
        total += self._calls.flushed()
        if role in INSTRUCTING:
            total += prompting.instructing
        elif role == "assistant":
            total += prompting.answering
        else:
            total += prompting.further if self._asked else 0
            self._asked = True
        return total + self._count(text)

    def _around_images(self, item: Item, said: str) -> int:
        """Return what a message bills more that has images."""
        if not any(one.get("type") == "input_image" for one in _parts(item.get("content"))):
            return 0
        more = _BEHIND_CALLS_TOKENS if self._called else 0
        if said or item.get("role") != "user":
            return more
        return more + _ALONE_TOKENS - (self._prompting.further if self._asked else 0)

    def _patch(self, item: Item) -> int:
        """Return what a patch bills, with what says that it was applied; or what is told of it."""
        told = item.get("operation")
        if not isinstance(told, dict):
            return self._count("".join(texts(item)))
        path = _text(told, "path")
        return _PATCH_TOKENS + _PATCHED_TOKENS + self._count(patch(told)) + 2 * self._count(path)

    def _result(self, item: Item) -> int:
        name = item.get("call_id")
        known = name if isinstance(name, str) else ""
        said = self._calls.answered(known, "".join(texts(item)))
        return said + self._media(item.get("output"))

    def _media(self, content: Any) -> int:
        return sum(map(self._meter.medium, _parts(content)))


def patch(operation: Item) -> str:
    """Return a patch as a model writes it."""
    verb = _VERBS.get(_text(operation, "type"), "Update")
    lines = f"*** {verb} File: {_text(operation, 'path')}\n{_text(operation, 'diff')}"
    return f"*** Begin Patch\n{lines}*** End Patch\n"


def _parts(content: Any) -> list[Item]:
    parts = content if isinstance(content, list) else [content]
    return [one for one in parts if isinstance(one, dict)]


def _text(part: Item, name: str) -> str:
    told = part.get(name)
    return told if isinstance(told, str) else ""


def _is_call(item: Item) -> bool:
    return item.get("type") in CALLS and item["type"] != "apply_patch_call"


def _calls_of(items: Iterable[Item]) -> tuple[list[str], list[Called]]:
    """Return the ids of calls, and the calls."""
    found = [(item.get("call_id") or item.get("id"), _called(item)) for item in items]
    return [name if isinstance(name, str) else "" for name, _ in found], [one for _, one in found]


def _called(item: Item) -> Called:
    given = item.get("arguments") if "arguments" in item else item.get("input")
    group = item.get("namespace")
    return Called(
        str(item.get("name") or item["type"].removesuffix("_call")),
        given if isinstance(given, str) else "",
        group if isinstance(group, str) else "functions",
    )
