"""Which tools are still to be called in a turn, so that a loop of calls and results ends.

A turn begins where the user speaks. A tool whose result came since then is not called again while
another has not been called, unless that result asks for it; a tool that takes the result of all
("final_result") comes last. Where none must be called, a text ends the turn, but for two turns that
go on: where none of what was answered is offered any longer, another agent has taken over and calls
the prompt's tools, and a tool that results name was found by a search. What a prompt tells another
agent called, in a transcript, is not called again: two agents would hand over to each other for
ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.reported_calls import reported_calls
from sanic_mock.engine.schema.names import tokens_of
from sanic_mock.engine.turn_texts import forbids_calls, is_named

# Names of tools that end an agent's loop, by a word anywhere or by their last word.
_ENDS = frozenset(("final", "finish", "finished"))
_RESULTS = frozenset(("result", "output", "response", "answer", "completion", "done", "respond"))
_GETS = frozenset(("get", "fetch", "read", "list", "search", "find", "load", "save", "send", "set"))
_EXTRACTS = re.compile(r"extract-\d+")  # as langchain.js names what takes an agent's answer


def next_tools(options: Options, is_meant: Callable[[Tool], bool]) -> tuple[Tool, ...]:
    """Return the tools of which one is called next; none where a text ends the turn.

    Args:
        options: the tools, which of them were answered, and whether one must be called.
        is_meant: whether the prompt speaks of a tool.
    """
    if options.calls == "may" and forbids_calls(options.prompt):
        return ()
    if options.is_forced:
        return options.tools
    is_begun = bool(options.answered or options.findings)
    if not is_begun and options.calls == "may" and (told := _reported_calls(options)):
        uncalled = tuple(one for one in options.tools if one not in told)
        return tuple(filter(is_meant, uncalled)) or uncalled
    if len(options.tools) < 2 and not is_begun:
        return options.tools
    if again := tuple(one for one in options.tools if one.key in options.retried):
        return again
    finals = _finals(options)
    left = tuple(one for one in options.tools if one.key not in options.answered)
    further = tuple(tool for tool in left if tool not in finals)
    meant = tuple(filter(is_meant, further))
    if not is_begun:
        return further if meant or not finals else tuple(filter(is_meant, finals)) or further
    if options.calls == "may":
        if meant and _is_handed_on(options):
            return meant
        found = tuple(one for one in further if is_named(one.name, options.findings))
        return found or tuple(one for one in finals if one in left and _ends(one))
    return meant or finals or further


def _reported_calls(options: Options) -> tuple[Tool, ...]:
    """Return the tools that the prompt tells were called by another agent."""
    told = reported_calls([one.name for one in options.tools], options.prompt)
    return tuple(one for one in options.tools if one.name in told)


def _is_handed_on(options: Options) -> bool:
    """Return whether all that was answered was called by an agent with other tools."""
    offered = {tool.key for tool in options.tools}
    return bool(options.answered) and offered.isdisjoint(options.answered)


def _finals(options: Options) -> tuple[Tool, ...]:
    """Return the tools that take the result of all others, where there are others."""
    tools = options.tools
    named = tuple(tool for tool in tools if _is_final(tool.name))
    if named:
        return named
    classes = _classes(tools) if options.calls == "must" else ()
    return classes if len(classes) < len(tools) else ()


def _is_final(name: str) -> bool:
    if _EXTRACTS.fullmatch(name):
        return True
    words = tokens_of(name)
    if not words or words[0] in _GETS:
        return False
    return bool(_ENDS.intersection(words)) or words[-1] in _RESULTS


def _ends(tool: Tool) -> bool:
    """Return whether a tool's name says that it ends the loop, even where none must be called."""
    is_named = bool(_ENDS.intersection(tokens_of(tool.name)))
    return is_named or _EXTRACTS.fullmatch(tool.name) is not None


def _classes(tools: Sequence[Tool]) -> tuple[Tool, ...]:
    """Return tools with a class's name, which are what a result is to be like."""
    return tuple(tool for tool in tools if tool.name[:1].isupper() and not tool.name.isupper())
