"""What a list of functions bills: their declarations, and what they stand in.

Models before gpt-5 are shown a namespace, later ones a list of definitions, which at chat follows
an introduction. Of a request's list, as it came, the count is kept [billed-2026].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sanic_mock.dialects.openai.billing.counting import Count
from sanic_mock.dialects.openai.billing.typescript import Paper, declaration
from sanic_mock.dialects.openai.kept_lists import KeptLists
from sanic_mock.engine.offload import takes

_BYTE_US = 0.1

# Of the title of all tools, and of that and the introduction behind it, which no texts beside them
# change; their texts are in the test that counts them.
TITLE_TOKENS = 3
INTRODUCTION_TOKENS = 78

# What a custom tool bills beside its declaration: one recorded request [pydantic-2026].
CUSTOM_TOKENS = 13


class Function(NamedTuple):
    """What may be called.

    Attributes:
        name: its name.
        description: what it is for; None, or whatever a client sent.
        parameters: its schema; None, or whatever a client sent.
        is_custom: whether it takes free text.
    """

    name: str
    description: object = None
    parameters: object = None
    is_custom: bool = False


def function_tokens(
    raw: bytes,
    functions: Callable[[], Iterable[Function]],
    count: Count,
    *,
    is_later: bool,
    is_chat: bool = False,
) -> int:
    """Return what a list of functions bills, without what comes before all tools.

    Args:
        raw: the list, as it came: of the same bytes the count is known.
        functions: returns the functions of the list.
        count: counts tokens.
        is_later: whether the model is shown definitions.
        is_chat: whether it is a chat that offers them.

    Raises:
        Lengthy: they are to be counted on a thread.
    """
    key = raw, count, is_later, is_chat
    tokens = _kept.get(key)
    if tokens is None:
        takes(_BYTE_US * len(raw))
        paper = Paper(len(raw), is_chat=is_chat)
        tokens = _counted(tuple(functions()), paper, count, is_later=is_later)
        _kept.keep(key, tokens, len(raw))
    return tokens


_kept: KeptLists[int] = KeptLists()


def _counted(functions: tuple[Function, ...], paper: Paper, count: Count, *, is_later: bool) -> int:
    if not functions:
        return 0
    custom = sum(CUSTOM_TOKENS for one in functions if one.is_custom)
    return custom + count(function_list(functions, paper, is_later=is_later))


def function_list(
    functions: Iterable[Function], paper: Paper, *, is_later: bool, group: str = "functions"
) -> str:
    """Return functions as a model is shown them, in a group of that name."""
    told = "\n\n".join(_declared(one, paper) for one in functions)
    if is_later:
        return (
            f"## Namespace: {group}\n\n### Target channel: commentary\n\n"
            f"### Tool definitions\n{told}"
        )
    return f"## {group}\n\nnamespace {group} {{\n\n{told}\n\n}} // namespace {group}"


def _declared(one: Function, paper: Paper) -> str:
    given = None if one.is_custom else one.parameters
    written = declaration(one.name, one.description, given, paper)
    return written.replace("= () =>", "= (FREEFORM) =>") if one.is_custom else written
