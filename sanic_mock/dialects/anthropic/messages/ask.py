"""What a message is asked for."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.compaction import Compaction
from sanic_mock.dialects.anthropic.messages.request import ContainerSpec
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.dialects.anthropic.models import ModelRow
from sanic_mock.dialects.kept_prefixes import UNCACHED, CacheUse
from sanic_mock.engine.ask import Ask


class MessagesAsk(Ask, gc=False, kw_only=True):
    """The Ask of a message.

    Attributes:
        row: the model that answers.
        limit: tokens that its answer may bill.
        cache: what of its prompt is kept, and what was.
        thinks: whether its answer begins with thought.
        omits_thought: whether that is told without its text.
        is_redacted: whether that is told as what nobody may read.
        edits_context: whether it says what became of its context.
        applied_edits: what was done to that, in JSON.
        iterates: whether its bill tells each time that a model was asked.
        compaction: what its conversation was summarized to; None where it was not.
        container: that code is to be run in; None for any.
        run: what Anthropic runs for it; None for nothing.
        sources: what its text may cite.
        tier: the service that it is told to have had.
    """

    row: ModelRow
    limit: int
    cache: CacheUse = UNCACHED
    thinks: bool = False
    omits_thought: bool = False
    is_redacted: bool = False
    edits_context: bool = False
    applied_edits: bytes = b""
    iterates: bool = False
    compaction: Compaction | None = None
    container: ContainerSpec | None = None
    run: ServerRun | None = None
    sources: tuple[CitationSource, ...] = ()
    tier: bytes = b"standard"

    @property
    def is_summary(self) -> bool:
        """Return whether its conversation's summary is all that is answered."""
        return self.compaction is not None and self.compaction.is_last
