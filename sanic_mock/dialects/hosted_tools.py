"""What a prompt says that asks for one of a vendor's own tools: to be run for it, or by its client.

Under `auto` such a tool is used where the prompt asks for it, whoever's it is.
"""

from __future__ import annotations

import re
from itertools import islice

_LONGEST_QUERY = 100
_SEARCH = (
    r"search|look(?:ing)? up|google|web|internet|online|browse|latest|news|current(?:ly)?|today"
    r"|recent(?:ly)?|up[- ]to[- ]date|tonight|this (?:week|month|year)|right now|when (?:was|did)"
)
# What a prompt says that asks for a tool.
_ASKS = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for kind, words in {
        "web_search": _SEARCH,
        "file_search": r"files?|documents?|docs?|knowledge base|uploaded|attached|pdf|search",
        "code_interpreter": r"python|code|calculate|compute|plot|chart|csv|solve|execute|script",
        "image_generation": r"draw|paint|sketch|images?|pictures?|illustration|logo|photo|render",
        "computer": r"click|browser|screen|screenshot|desktop|computer|scroll|navigate|open",
        "shell": r"run|shell|command|terminal|bash|execute|ls|list|director(?:y|ies)",
        "apply_patch": r"patch|files?|edit|change|fix|refactor|rename",
        "memory": r"memor(?:y|ies)|remember|recall|forget",
        "tool_search_tool": r"tools?",
        "mcp": r"mcp|tools?|servers?|connectors?|search|look(?:ing)? up|find|fetch|repo(?:sitory)?",
    }.items()
}
MOST_NUMBERS = 32  # that a program adds up
_NUMBER = re.compile(r"\d{1,9}")
_COMMAND = re.compile(r"`([^`\n]{1,200})`|\"([^\"\n]{1,200})\"")
_FILE = re.compile(r"[\w./-]{1,80}\.[A-Za-z]{1,5}\b")

#: The kinds of tools.
KINDS = frozenset(_ASKS)


def is_asked_for(kind: str, prompt: str) -> bool:
    """Return whether a prompt asks for a kind of tool."""
    return _ASKS[kind].search(prompt) is not None


def query_of(prompt: str) -> str:
    """Return what is looked for where a prompt asks for a search."""
    return prompt[:_LONGEST_QUERY]


def numbers_in(prompt: str) -> list[int]:
    """Return the first numbers that a prompt names, for a program to add up; else some."""
    found = islice(_NUMBER.finditer(prompt), MOST_NUMBERS)
    return [int(one[0]) for one in found] or [1, 2, 3]


def command_in(prompt: str) -> str:
    """Return the command that a prompt quotes, or one that does no harm."""
    match = _COMMAND.search(prompt)
    return (match[1] or match[2]) if match else "ls -la"


def file_in(prompt: str) -> str:
    """Return the path of a file that a prompt names, or of one that it may mean."""
    match = _FILE.search(prompt)
    return match[0] if match else "notes.md"
