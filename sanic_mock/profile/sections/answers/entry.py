"""A rule: what a request is to be like, and what it is answered then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.error_names import ErrorKind
from sanic_mock.profile.header_match import HeaderMatch, HeaderMatchKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.retry_wait import RetryWaitKind
from sanic_mock.profile.sections.answers.lines import LinesKind
from sanic_mock.profile.sections.answers.own import OwnKeys
from sanic_mock.profile.table import Kind
from sanic_mock.profile.template import (
    JsonKind,
    JsonTemplate,
    Template,
    TemplateKind,
    TemplatesKind,
)
from sanic_mock.profile.text_match import (
    NumberRange,
    RangeKind,
    ResultMatchKind,
    TextMatch,
    TextMatchKind,
)

AnswersMode = Literal["free", "strict"]
Echo = Literal["user", "all"]
Then = Literal["repeat", "stop", "last"]
RuleCountedBy = Literal["server", "key"]
MatchedEndpoint = Literal["chat", "responses", "completions", "messages", "converse", "invoke"]
GivenFinish = Literal["stop", "length", "tool_calls", "content_filter"]

_MOST_CALLS = 128
_MOST_TOKENS = 10**9
_GLOB = TextKind("a name, with * for any part of it")
_TOKENS = WholeKind(0, _MOST_TOKENS)


class EchoKind(Kind[Echo]):
    """true, user or all."""

    def parse(self, node: ValueNode) -> Echo:
        if node.value is True or node.value == "user":
            return "user"
        if node.value == "all":
            return "all"
        raise ValueError(f"{node.shown} is not known; want {self.describe()}")

    def json_schema(self) -> dict[str, Any]:
        return {"enum": [True, *get_args(Echo)]}

    def describe(self) -> str:
        return "true, user, all"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """One call of a tool."""

    name: str = key("name", TextKind("a tool's name"), "which tool", is_required=True)
    arguments: JsonTemplate = key(
        "arguments", JsonKind(), "with which; text for a tool that takes it", JsonTemplate({})
    )


@dataclass(frozen=True, kw_only=True)
class MatchKeys:
    """What a request is to be like; all that is given must hold."""

    user: TextMatch | None = key("match.user", TextMatchKind(), "the last message of a user")
    any_text: TextMatch | None = key("match.any", TextMatchKind(), "any text of the conversation")
    system: TextMatch | None = key("match.system", TextMatchKind(), "the instructions")
    tool_result: TextMatch | bool | None = key(
        "match.tool_result", ResultMatchKind(), "the tool's result that the conversation ends with"
    )
    model: str | None = key("match.model", _GLOB, "the model that is asked for")
    endpoint: MatchedEndpoint | None = key(
        "match.endpoint", ChoiceKind(get_args(MatchedEndpoint)), "where it is asked"
    )
    tools: str | None = key("match.tools", _GLOB, "a tool that is offered")
    api_key: str | None = key("match.key", _GLOB, "the API key")
    header: HeaderMatch | None = key(
        "match.header", HeaderMatchKind(), "header fields, by name, and what each is"
    )
    turn: NumberRange | None = key(
        "match.turn", RangeKind(), "which answer of the conversation it will be"
    )
    share: float = key(
        "match.share", NumberKind(0, 1, above=True), "share of the requests that match, drawn", 1.0
    )
    count: NumberRange | None = key(
        "match.count", RangeKind(), "which of the requests that match otherwise"
    )


@dataclass(frozen=True, kw_only=True)
class ContentKeys:
    """What comes back."""

    text: tuple[Template, ...] | None = key("text", TemplatesKind(), "the answer's text")
    pieces: tuple[Template, ...] | None = key(
        "pieces", TemplatesKind(), "one text, in the parts that a stream sends it in"
    )
    echo: Echo | None = key(
        "echo", EchoKind(), "says again what the user said last (`true`), or all texts"
    )
    file: tuple[str, ...] | None = key("file", LinesKind(), "its lines, each as it is")
    call: tuple[ListEntry[CallEntry], ...] | None = key(
        "call",
        EntriesKind(CallEntry, most=_MOST_CALLS, may_be_one=True),
        "calls of tools",
    )
    json: JsonTemplate | None = key("json", JsonKind(), "a text that is JSON")
    status: str | None = key("status", ErrorKind(), "an error, by status or name")
    then: Then | None = key(
        "then",
        ChoiceKind(get_args(Then)),
        "behind the last of several texts: `repeat` all, `last` again, or `stop` to match",
    )
    per: RuleCountedBy = key(
        "per",
        ChoiceKind(get_args(RuleCountedBy)),
        "requests are counted of the whole server, or of each key",
        "server",
    )
    message: str | None = key(
        "message", TextKind(), "in place of the vendor's sentence", switch="status"
    )
    retry_after_s: float | None = key(
        "retry_after",
        RetryWaitKind(),
        "told as the wait before a retry",
        switch="status",
    )
    reasoning: Template | None = key("reasoning", TemplateKind(), "what is thought before")
    finish_reason: GivenFinish | None = key(
        "finish_reason", ChoiceKind(get_args(GivenFinish)), "why it ends where it ends"
    )
    prompt_tokens: int | None = key("usage.prompt_tokens", _TOKENS, "billed for the prompt")
    completion_tokens: int | None = key(
        "usage.completion_tokens", _TOKENS, "billed for the answer, what is thought among them"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEntry(OwnKeys, ContentKeys, MatchKeys):
    """One rule; what it leaves open is as if there were none."""

    @property
    def is_numbered(self) -> bool:
        """Whether it matters how often it matched."""
        return self.count is not None or self.is_sequence or self.names_count

    @property
    def is_sequence(self) -> bool:
        """Whether it gives one text after another."""
        return self.texts > 1

    @property
    def texts(self) -> int:
        """How many texts it gives, one after another."""
        return len(self.file or self.text or ())

    @property
    def is_fixed(self) -> bool:
        """Whether it says the same to all requests."""
        is_filled = any(any(one.places()) for one in self.templates())
        return not (is_filled or self.is_sequence or self.echo is not None)

    @property
    def names_count(self) -> bool:
        """Whether its texts say how often it matched."""
        return any(place.name == "count" for one in self.templates() for place in one.places())

    @property
    def header_names(self) -> frozenset[str]:
        """The header fields that it names, in lower case."""
        places = (place for one in self.templates() for place in one.places())
        told = (place.path.lower() for place in places if place.name == "header")
        return frozenset((*told, *(() if self.header is None else self.header.names)))

    def templates(self) -> tuple[Template, ...]:
        """Return all its texts with places."""
        found = [*(self.text or ()), *(self.pieces or ())]
        found += () if self.reasoning is None else [self.reasoning]
        for value in (self.json, *(one.value.arguments for one in self.call or ())):
            found += () if value is None else value.templates()
        return tuple(found)

    @property
    def matched_regex(self) -> TextMatch | None:
        """The expression whose groups its texts may name."""
        tried = (self.user, self.any_text, self.system, self.tool_result)
        return next(
            (one for one in tried if isinstance(one, TextMatch) and one.by == "regex"), None
        )
