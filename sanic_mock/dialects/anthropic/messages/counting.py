"""How many tokens a prompt and an answer bill: laws over o200k's counts.

Anthropic's tokenizer is not public, so these are estimates, fitted to recorded bills: short prompts
within 4 tokens, long ones within 10 % [messages-2026]. What is asked for and what is billed of it
are told by the same laws, so that counting tells what answering bills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

import msgspec

from sanic_mock.dialects.anthropic.messages.blocks import (
    Block,
    CompactionBlock,
    Content,
    DocumentBlock,
    ImageBlock,
    MessageText,
    RedactedThinkingBlock,
    SearchResultBlock,
    ThinkingBlock,
    ToolCallBlock,
    ToolResult,
)
from sanic_mock.dialects.anthropic.messages.deferral import is_tool_search, waiting_names
from sanic_mock.dialects.anthropic.messages.request import (
    MessagesRequest,
    OfferedTool,
    PlainMessagesRequest,
    Turn,
)
from sanic_mock.dialects.anthropic.models import ModelGeneration
from sanic_mock.dialects.pdf_files import pdf_file
from sanic_mock.engine.begun_counts import BegunCounts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.media.image_size import size_of

Count = Callable[[str], int]

PRIMING = 7
TURN = 4
_SHORT = 40  # tokens of a prompt from which on it bills more than o200k counts
_CALL = 24  # what frames a call, or its result
_FORM = 190
_TOOL_SEARCH = 160
THINKING = {"enabled": 29, "adaptive": 17, "disabled": 0}
_IMAGE = 1568  # the most, and of one whose size nobody knows
_PIXELS = 750  # of a token [platform-2026]
# What o200k counts of a PDF's text bills a third more than of other texts, and each page is an
# image of that size besides, as documented [platform-2026]: 28 of 29 prompts within 2.7 %, with
# PDFs of up to 737 tokens, to models of both tokenizers [messages-2026] [cassettes-2026].
_PDF_THIRDS = 4
# What frames a text that is answered, and from how many tokens on it bills an eighth more.
_FRAME, _SHORT_TEXT = 3, 24

_encode = msgspec.json.Encoder().encode


def input_billed(counted: int, generation: ModelGeneration) -> int:
    """Return what a prompt bills of which o200k counts so many tokens."""
    if generation.counts_more:
        return counted + PRIMING + max(0, counted - 2) * 43 // 100
    return counted + PRIMING + max(0, counted - _SHORT) // 8


def output_billed(tokens: int, generation: ModelGeneration) -> int:
    """Return what an answer bills of which o200k counts so many tokens."""
    if generation.counts_more:
        return tokens + _FRAME + tokens * 43 // 100
    return tokens + _FRAME + max(0, tokens - _SHORT_TEXT) // 8


@lru_cache(256)
def cap(limit: int, generation: ModelGeneration) -> int:
    """Return how many of o200k's tokens an answer may have that bills at most so many."""
    low, high = 1, max(1, limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if output_billed(middle, generation) <= limit else (low, middle - 1)
        )
    return low


class PromptCount:
    """Counts prompts.

    Args:
        is_counted: whether the profile has them counted.
    """

    def __init__(self, *, is_counted: bool) -> None:
        self.is_counted = is_counted

    @cached_property
    def _count(self) -> BegunCounts:
        return BegunCounts(counter())

    def plain(self, request: PlainMessagesRequest, generation: ModelGeneration) -> int:
        """Return what a plain request bills."""
        if not self.is_counted:
            return 0
        count, messages = self._count, request.messages
        if len(messages) == 1 and not request.system:
            return input_billed(count(messages[0].content), generation)
        counted = TURN * (len(messages) - 1)
        for message in messages:
            counted += count(message.content)
        if request.system:
            counted += count(request.system)
        return input_billed(counted, generation)

    def rich(self, request: MessagesRequest, generation: ModelGeneration) -> int:
        """Return what any request bills."""
        if not self.is_counted:
            return 0
        count = self._count
        counted = TURN * max(0, len(request.messages) - 1)
        shown = 0
        for part in parts(request):
            counted += part_tokens(part, count)
            shown += page_tokens(part)
        return input_billed(counted, generation) + shown + overhead(request, generation)


def overhead(request: MessagesRequest, generation: ModelGeneration) -> int:
    """Return what a request bills for what it asks for, beside what it says."""
    tokens = 0
    if request.thinking is not None:
        tokens += THINKING[request.thinking.type]
    if request.tools:
        choice = request.tool_choice
        is_forced = choice is not None and choice.type in ("any", "tool")
        tokens += generation.forced if is_forced else generation.tools
        tokens += _TOOL_SEARCH * any(is_tool_search(tool) for tool in request.tools)
    return tokens + (_FORM if request.form is not None else 0)


Part = OfferedTool | Block


def parts(request: MessagesRequest) -> Iterable[Part]:
    """Yield what a prompt is made of, in the order in which prefixes are kept."""
    waiting = waiting_names(request)
    yield from (tool for tool in request.tools or () if tool.name not in waiting)
    if isinstance(request.system, str):
        yield MessageText(text=request.system)
    else:
        yield from request.system or ()
    yield from _read_blocks(request.messages)


def _read_blocks(turns: Sequence[Turn]) -> Sequence[Block]:
    """Return the blocks of messages that are read: a summary stands for what comes before it."""
    found = [block for turn in turns for block in turn.blocks]
    sums = [at for at, block in enumerate(found) if isinstance(block, CompactionBlock)]
    return found[sums[-1] :] if sums else found


def part_tokens(part: Part, count: Count) -> int:
    """Return how many tokens one part has, but for the pages of documents."""
    match part:
        case MessageText():
            return count(part.text)
        case OfferedTool():
            return count(_encode(part).decode())
        case ToolCallBlock():
            return _CALL + count(part.name) + count(_encode(part.input).decode())
        case ToolResult():
            return _CALL + content_tokens(part.content or "", count)
        case ThinkingBlock() | RedactedThinkingBlock():
            return 0  # what was thought in earlier turns is not read again
        case ImageBlock():
            return image_tokens(part)
        case DocumentBlock():
            return document_tokens(part, count)
        case SearchResultBlock():
            return count(part.title) + content_tokens(part.content, count)
        case CompactionBlock():
            return _CALL + count(part.content if isinstance(part.content, str) else "")
    return _CALL


def page_tokens(part: Part) -> int:
    """Return what the pages of documents bill, whatever the tokenizer: each is an image."""
    match part:
        case DocumentBlock() if part.source.get("type") not in ("text", "content"):
            return _IMAGE * pdf_file(part.source.get("data")).pages
        case ToolResult() if isinstance(part.content, list):
            return sum(map(page_tokens, part.content))
    return 0


def content_tokens(content: Content, count: Count) -> int:
    """Return how many tokens a content has."""
    if isinstance(content, str):
        return count(content)
    return sum(part_tokens(block, count) for block in content)


def image_tokens(block: ImageBlock) -> int:
    """Return what an image bills: its area, which is made smaller where it is large."""
    size = size_of(f"data:;base64,{block.source.get('data', '')}")
    return _IMAGE if size is None else min(_IMAGE, size[0] * size[1] // _PIXELS + 1)


def document_tokens(block: DocumentBlock, count: Count) -> int:
    """Return what the text of a document bills."""
    source = block.source
    if source.get("type") == "text":
        return count(str(source.get("data", "")))
    if source.get("type") == "content":
        inner = source.get("content")
        if isinstance(inner, str):
            return count(inner)
        texts = [one.get("text", "") for one in inner or () if isinstance(one, dict)]
        return count("\n".join(map(str, texts)))
    return pdf_file(source.get("data")).tokens * _PDF_THIRDS // 3
