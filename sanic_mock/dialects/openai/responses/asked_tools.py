"""The tools of one request: those that it offers, which of them are used, and what they bill."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from sanic_mock.dialects.openai.responses import hosted_validation, members, tool_search, tools
from sanic_mock.dialects.openai.responses.hosted_items import Used, billed_items
from sanic_mock.dialects.openai.responses.hosted_tokens import ToolTokens, run_tokens
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.dialects.openai.responses.tool_choice import Chosen, choose
from sanic_mock.dialects.openai.responses.tool_search import Specs
from sanic_mock.dialects.openai.responses.tool_tokens import (
    choice_tokens,
    offered_tokens,
    search_result_tokens,
    search_tokens,
)
from sanic_mock.dialects.openai.responses.tools import Offered
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.errors import Problem


class AskedTools:
    """The tools of a request.

    Args:
        request: as it was read.
        items: all that the model reads.
        allowance: what all schemas of the request may cost.
        is_strict: whether what OpenAI refuses is refused.

    Attributes:
        offered: all of them.
        chosen: which of them are used.
        hidden: those that the server finds before they are called.

    Raises:
        Problem: what OpenAI would answer to tools that it refuses.
    """

    def __init__(
        self,
        request: ResponsesRequest,
        items: Sequence[Item],
        allowance: Allowance,
        *,
        is_strict: bool,
    ) -> None:
        self._request, self._items, self._is_strict = request, items, is_strict
        self.offered: Offered = tools.NOTHING
        if request.tools:
            self.offered = tools.offered(request.tools, allowance, is_strict=is_strict)
        is_chosen = request.tools or request.tool_choice
        if is_strict and is_chosen:  # first: to choose is to look at what each tool has
            members.check_tools("tools", request.tools or ())
            hosted_validation.check("tools", request.tools or ())
        self.chosen = self._chosen() if is_chosen else Chosen()
        self.hidden: Specs = {}
        if is_strict and is_chosen:
            members.check_choice(request.tool_choice)

    def find_later(self, groups: Collection[str]) -> None:
        """Find some of them by a search; `groups` names functions that are loaded, each a group."""
        self.chosen, self.hidden = tool_search.with_search(
            self.chosen, self.offered.repeated, self._items, groups
        )

    def bill(self, meter: Meter, used: Used | None) -> ToolTokens:
        """Return what they bill, with the name of one that must be called, and what is run.

        Args:
            meter: counts for the model.
            used: those that the answer runs; None for none.
        """
        request, chosen = self._request, self.chosen
        is_one = request.parallel_tool_calls is False
        run = billed_items(used) if used is not None and meter.count is not None else []
        tokens = offered_tokens(self.offered, meter, self._items, is_one=is_one, listed=run)
        if chosen.is_forced or request.tool_choice == "required":
            tokens += choice_tokens([one.name for one in chosen.tools], meter)
        looked_for = tool_search.looked_for(chosen, self.hidden, self._items)
        if not run and not looked_for:
            return ToolTokens(0, tokens)
        is_preview = any(one["type"].startswith("web_search_preview") for one in chosen.hosted)
        called, prompt = run_tokens(run, meter, is_preview=is_preview)
        return ToolTokens(
            called + search_tokens(looked_for, meter),
            tokens + prompt + search_result_tokens(looked_for, meter),
        )

    def _chosen(self) -> Chosen:
        """Return which are used; where not strict, a choice that is none is left out."""
        request = self._request
        try:
            return choose(request, self.offered, self._items)
        except Problem:
            if self._is_strict:
                raise
        request = msgspec.structs.replace(request, tool_choice=None)
        return choose(request, self.offered, self._items)
