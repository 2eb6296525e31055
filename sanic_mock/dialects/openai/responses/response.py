"""The response object, in the key order of [otel-2026] and [pydantic-2026].

Most of it is the same for all requests that ask the same but for their input. It is made once, as
JSON with holes.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Raw

from sanic_mock.dialects.openai.responses.form import HOLE, form_of
from sanic_mock.dialects.openai.responses.hosted import is_search
from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.request import (
    Item,
    ResponsesRequest,
)

# Why a response is incomplete, by why its text ends ([openapi-2026] Response).
CUT: Mapping[str, str] = {"length": "max_output_tokens", "content_filter": "content_filter"}
_DETAILS = b'{"reason":"%b"}'
_TIERS = {"fast": "priority", "priority": "priority", "flex": "flex"}

KNOWN_FORMS = 512
_LARGEST_KEY = 4096
# What was asked, the model, whether it is done and billed, to JSON with holes; one for each worker.
_forms: dict[tuple[bytes, str, bool, bool], bytes] = {}

_encode = msgspec.json.Encoder().encode


class Frame(msgspec.Struct, gc=False):
    """What a response says from its beginning to its end.

    Attributes:
        id: its id.
        created_s: unix seconds.
        asked: the request, without what it was asked: its input and the response before it.
        previous: id of the response before it.
        model: how the model answers.
        tools: the tools, as they are repeated.
    """

    id: str
    created_s: int
    asked: ResponsesRequest
    previous: str | None
    model: ResponsesTraits
    tools: tuple[Item, ...]

    def begun(self, status: str) -> Raw:
        """Return the JSON of the response as it is told before its end."""
        return self._filled(status, is_done=False, is_billed=False)

    def done(
        self,
        output: list[Item],
        usage: bytes,
        *,
        cut: str,
        done_s: int,
        is_billed: bool,
        moderation: Item | None = None,
        searches: int = 0,
    ) -> Raw:
        """Return the JSON of the response as it is told at its end.

        Args:
            output: its items.
            usage: JSON of what it is billed.
            cut: why it is incomplete; "" where it is not.
            done_s: when it ended, unix seconds.
            is_billed: whether to say who pays, which streams leave out.
            moderation: what was found in prompt and answer, where that is asked for.
            searches: how often the web was searched.
        """
        return self._filled(
            "incomplete" if cut else "completed",
            is_done=True,
            is_billed=is_billed,
            done_s=b"null" if cut else b"%d" % done_s,
            details=_DETAILS % cut.encode() if cut else b"null",
            moderation=_encode(moderation),
            output=_encode(output),
            usage=usage,
            searches=b"%d" % searches,
        )

    def _filled(
        self,
        status: str,
        *,
        is_done: bool,
        is_billed: bool,
        done_s: bytes = b"null",
        details: bytes = b"null",
        moderation: bytes = b"null",
        output: bytes = b"[]",
        usage: bytes = b"null",
        searches: bytes = b"0",
    ) -> Raw:
        form = self._form(is_done, is_billed)
        return Raw(
            form
            % (
                self.id.encode(),
                b"%d" % self.created_s,
                status.encode(),
                done_s,
                details,
                moderation,
                output,
                _encode(self.previous),
                searches,
                usage,
            )
        )

    def _tier(self, *, is_done: bool) -> str:
        """Return the tier that is told; a search that a client named kept what was asked for.

        So did six of six before gpt-5, and neither of two later ones [cassettes-2026].
        """
        tier, choice = self.asked.service_tier, self.asked.tool_choice
        is_forced = isinstance(choice, dict) and is_search(str(choice.get("type")))
        if not is_done or (is_forced and not self.model.prompting.has_definitions):
            return tier or "auto"
        return _TIERS.get(tier or "", "default")

    def _form(self, is_done: bool, is_billed: bool) -> bytes:
        """Return JSON with a hole for each thing that only one answer has; it is kept."""
        asked = _encode(self.asked)
        key = asked, self.model.answers_as, is_done, is_billed
        if form := _forms.get(key):
            return form
        told = self._tier(is_done=is_done)
        made = _encode(form_of(self.asked, self.model, self.tools, told, is_billed))
        form = made.replace(b"%", b"%%").replace(HOLE, b"%b")
        if len(_forms) >= KNOWN_FORMS:
            _forms.clear()
        if len(asked) <= _LARGEST_KEY:
            _forms[key] = form
        return form
