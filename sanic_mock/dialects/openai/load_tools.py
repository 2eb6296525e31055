"""What load tools send to inference servers and not to OpenAI, read of lenient requests alone.

Names and meanings are vLLM's [vllm-2026]. What samples (`top_k`, `repetition_penalty`,
`stop_token_ids`, `chat_template_kwargs` and the like) is taken and changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.openai.grammars import guiding
from sanic_mock.dialects.openai.parameters import StreamOptions
from sanic_mock.dialects.schemas import ANY_RULES, JSON_OBJECT, compiled
from sanic_mock.engine.ask import Ask, Options
from sanic_mock.engine.grammar.maker import GrammarMaker
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.terms import Terms
from sanic_mock.errors import Problem


class LenientStreamOptions(StreamOptions, gc=False, forbid_unknown_fields=False):
    """Options of a streamed answer, of other servers than OpenAI's too."""

    continuous_usage_stats: bool | None = None


class StructuredOutputs(Struct, gc=False):
    """What a text is to be like; one of them."""

    json: Any = None
    regex: str | None = None
    choice: list[str] | None = None
    grammar: str | None = None
    json_object: bool | None = None


class LoadToolParameters(Struct, kw_only=True):
    """The parameters that decide something.

    Attributes:
        ignore_eos: whether the text goes on to its limit.
        min_tokens: fewest tokens of it.
        guided_json: a schema that it keeps to.
        guided_regex: a pattern that all of it fits.
        guided_choice: texts of which it is one.
        guided_grammar: a grammar that it keeps to, in GBNF or Lark's language.
        structured_outputs: the same, as newer versions have it.
    """

    ignore_eos: bool | None = None
    min_tokens: Annotated[int, Meta(ge=0)] | None = None
    guided_json: Any = None
    guided_regex: str | None = None
    guided_choice: list[str] | None = None
    guided_grammar: str | None = None
    structured_outputs: StructuredOutputs | None = None


def read_stream_options(options: StreamOptions, ask: Ask) -> None:
    """Read what a stream is to tell of its usage, which it may tell anyway."""
    ask.usage_wanted |= options.include_usage is True
    if isinstance(options, LenientStreamOptions):
        ask.usage_running = options.continuous_usage_stats is True


def bound(asked: LoadToolParameters, ask: Ask, most: int) -> None:
    """Have an answer be as long as is asked for.

    Args:
        asked: what says so.
        ask: its Ask, all else of which is read.
        most: tokens of an answer that has no other limit.
    """
    if asked.ignore_eos and ask.cap is None:
        ask.cap = most
    least = ask.cap if asked.ignore_eos else asked.min_tokens
    if not least:
        return
    ask.terms = ask.terms or Terms()
    ask.terms.least = least if ask.cap is None else min(least, ask.cap)
    if ask.options is not None:
        ask.options.unstopped = asked.min_tokens or 0


def guide(asked: LoadToolParameters, options: Options, allowance: Allowance) -> None:
    """Have a text be what is asked for beside OpenAI's response formats; what cannot be, is not.

    Args:
        asked: what says so.
        options: of the answer.
        allowance: what all schemas of the request may cost.
    """
    wanted = asked.structured_outputs or StructuredOutputs()
    grammar = asked.guided_grammar or wanted.grammar
    if grammar and (writer := guiding(grammar)) is not None:
        options.maker, options.wrapping = GrammarMaker(writer), "bare"
        return
    schema, is_bare = _schema(
        wanted.json if asked.guided_json is None else asked.guided_json,
        asked.guided_choice or wanted.choice,
        asked.guided_regex or wanted.regex,
        is_object=wanted.json_object is True,
    )
    if not schema:
        return
    try:
        options.maker = compiled(schema, ANY_RULES, allowance)
    except (SchemaError, Problem):
        return
    options.wrapping = "bare" if is_bare else "none"


def _schema(
    json: Any, choice: list[str] | None, regex: str | None, *, is_object: bool
) -> tuple[bytes, bool]:
    """Return a schema, and whether its values are told without quotes; none where none is given."""
    if isinstance(json, str):
        return json.encode("utf-8", "replace"), False
    if json is not None:
        return msgspec.json.encode(json), False
    if choice:
        return msgspec.json.encode({"enum": choice}), True
    if regex:
        return msgspec.json.encode({"type": "string", "pattern": f"^(?:{regex})$"}), True
    return (JSON_OBJECT if is_object else b""), False
