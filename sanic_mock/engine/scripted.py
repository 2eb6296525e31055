"""From what a rule has answered to a Reply: its text in tokens, its calls, its usage.

What a request asks for that is not what is said stays: its limit, its stop sequences, how many
choices, their probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from sanic_mock.engine.additions import fitting
from sanic_mock.engine.answers.script import ScriptedAnswer, ScriptedCall
from sanic_mock.engine.ask import Ask, Options, Tool
from sanic_mock.engine.body import Body
from sanic_mock.engine.calls import call_of, compacted
from sanic_mock.engine.choice_timing import show_thought, timed
from sanic_mock.engine.choices import Chooser
from sanic_mock.engine.draws import six_integers
from sanic_mock.engine.offload import takes
from sanic_mock.engine.reply import Choice, FinishReason, Reply, ToolCall
from sanic_mock.engine.terms import Bill
from sanic_mock.engine.usage import CALL_TOKENS, bill_thought_read, framing
from sanic_mock.engine.vocabulary import body_of

Say = Callable[[Ask, bytes], Reply]
# Returns what a prompt bills, by an integer of its chance.
CountPrompt = Callable[[Ask, int], int]
KEPT_TEXTS, LONGEST_KEPT = 4096, 1024
_NO_OPTIONS = Options()
_TOKEN_US = 0.5  # to cut a letter's share of a text into tokens, rounded up


def compile_scripted(say: Say, chooser: Chooser, count_prompt: CountPrompt) -> Say:
    """Return what says what a script has, and what `say` does where there is none.

    Args:
        say: makes a Reply without one.
        chooser: makes the choices of a request with options.
        count_prompt: returns what a prompt bills, by an integer of its chance.
    """

    def answer(ask: Ask, digest: bytes) -> Reply:
        script = ask.script
        if script is None:
            return say(ask, digest)
        if not script.is_said:
            reply = say(ask, digest)
        else:
            reply = _scripted_reply(script, ask, digest, chooser)
            reply.prompt_tokens = count_prompt(ask, six_integers(digest)[5])
            bill_thought_read(ask.terms, reply)
        _bill(script, reply)
        return reply

    return answer


def _scripted_reply(script: ScriptedAnswer, ask: Ask, digest: bytes, chooser: Chooser) -> Reply:
    """Return a reply with what a script says; its usage is what that comes to."""
    takes(_TOKEN_US * (len(script.text or "") + len(script.thought)))
    encoding = ask.encoding
    thought = text_body(script.thought, encoding) if script.thought else None
    cap = ask.cap if ask.cap is None or thought is None else max(0, ask.cap - thought.tokens)
    choice = _choice(script, ask.options or _NO_OPTIONS, cap, encoding)
    if script.finish_reason is not None:
        choice.finish_reason = script.finish_reason
    reply = Reply(choice.body, choice.finish_reason, 0, digest)
    if ask.terms is not None:
        is_cut = choice.finish_reason == "length"
        frame = framing(ask.terms.framing, choice.body.tokens, cap, is_cut=is_cut)
        reply.bill = Bill(ask.terms.cached, ask.terms.audio, framing=frame)
    if ask.options is not None:
        chooser.repeat(ask, ask.options, reply, choice)
    elif choice.calls:
        reply.choices, reply.body = (choice,), timed(choice)
    if thought is not None:
        _think(thought, ask, reply)
    return reply


def _think(thought: Body, ask: Ask, reply: Reply) -> None:
    """Have a reply say what is thought before: in the open, where there is a place for it."""
    reply.reasoning_tokens = thought.tokens
    if ask.may_show_thought:
        ask.shows_thought = True
        show_thought(reply, thought)


def _choice(script: ScriptedAnswer, options: Options, cap: int | None, encoding: str) -> Choice:
    if script.calls:
        return _calling(script.calls, options, cap, encoding)
    body = text_body(script.text or "", encoding)
    if script.pieces:
        body = _pieced(script.pieces, body, encoding)
    return fitting(body, cap)


def _calling(
    calls: tuple[ScriptedCall, ...], options: Options, cap: int | None, encoding: str
) -> Choice:
    """Return the calls as their tools take them; all that a limit leaves no room for are cut."""
    offered = {tool.name: tool for tool in options.tools}
    is_deprecated = options.is_deprecated and len(calls) == 1
    reason: FinishReason = "function_call" if is_deprecated else "tool_calls"
    made: list[ToolCall] = []
    left = cap
    for one in calls:
        call = _call(one, offered.get(one.name), encoding)
        if left is not None and CALL_TOKENS + call.arguments.tokens > left:
            reason = "length"
            cut = call.arguments.cut(max(0, left - CALL_TOKENS))
            if left >= CALL_TOKENS and not call.form:  # half of an item is no call
                made.append(msgspec.structs.replace(call, arguments=cut))
            break
        made.append(call)
        left = None if left is None else left - CALL_TOKENS - call.arguments.tokens
    frames = CALL_TOKENS * len(made)
    return Choice(Body(()), reason, tuple(made), is_deprecated=is_deprecated, framing=frames)


def _call(call: ScriptedCall, tool: Tool | None, encoding: str) -> ToolCall:
    arguments = text_body(call.arguments, encoding)
    if tool is None:
        return ToolCall(call.name, arguments, call.is_text)
    return call_of(tool, arguments)


def text_body(text: str, encoding: str) -> Body:
    """Return a text in tokens; short ones are mostly said again."""
    if len(text) > LONGEST_KEPT:
        return body_of(compacted(text), encoding)
    return _kept_body(text, encoding)


@lru_cache(KEPT_TEXTS)
def _kept_body(text: str, encoding: str) -> Body:
    return body_of(compacted(text), encoding)


def _pieced(pieces: Sequence[str], whole: Body, encoding: str) -> Body:
    """Return a text in pieces of its own, which together have the tokens of the whole."""
    encoded = [text_body(one, encoding) for one in pieces]
    left, counts = whole.tokens, []
    for one in encoded[:-1]:
        counts.append(min(one.tokens, left))
        left -= counts[-1]
    return Body([one.escaped for one in encoded], [*counts, left])


def _bill(script: ScriptedAnswer, reply: Reply) -> None:
    """Bill what a script says that is billed; the rest is as counted."""
    if script.prompt_tokens is not None:
        reply.prompt_tokens = script.prompt_tokens
    if script.completion_tokens is not None:
        reply.completion_tokens = script.completion_tokens
        reply.bill = reply.bill or Bill()
