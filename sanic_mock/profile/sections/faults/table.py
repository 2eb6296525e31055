"""All faults that a list may have, by the word for each."""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.profile.entry_lines import LineEntriesKind
from sanic_mock.profile.sections.faults.conflicts import inconsistent
from sanic_mock.profile.sections.faults.content import (
    BadCallFault,
    ContentFilterFault,
    EmptyFault,
    LengthFault,
    RefusalFault,
)
from sanic_mock.profile.sections.faults.ending import (
    CloseFault,
    CloseOnReuseFault,
    CutFault,
    HalfCloseFault,
    MaxRequestsFault,
    ResetFault,
    TruncateFault,
)
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.refusing import StatusFault, StreamErrorFault
from sanic_mock.profile.sections.faults.retiming import (
    CommentsFault,
    SlowCloseFault,
    SlowHeadFault,
    StallFault,
    TrickleFault,
)
from sanic_mock.profile.sections.faults.rewriting import (
    ContentLengthFault,
    ContentTypeFault,
    EmptyBodyFault,
    MalformedFault,
)
from sanic_mock.profile.sections.faults.short import long_form
from sanic_mock.profile.sections.faults.torturing import TortureFault

SHAPES: Mapping[str, type[FaultEntry]] = {
    "status": StatusFault,
    "error": StreamErrorFault,
    "content_filter": ContentFilterFault,
    "refusal": RefusalFault,
    "length": LengthFault,
    "empty": EmptyFault,
    "bad_call": BadCallFault,
    "cut": CutFault,
    "truncate": TruncateFault,
    "reset": ResetFault,
    "half_close": HalfCloseFault,
    "stall": StallFault,
    "slow_head": SlowHeadFault,
    "trickle": TrickleFault,
    "slow_close": SlowCloseFault,
    "comments": CommentsFault,
    "close": CloseFault,
    "close_on_reuse": CloseOnReuseFault,
    "max_requests": MaxRequestsFault,
    "malformed": MalformedFault,
    "torture": TortureFault,
    "content_type": ContentTypeFault,
    "content_length": ContentLengthFault,
    "empty_body": EmptyBodyFault,
}


class FaultsKind(LineEntriesKind[FaultEntry]):
    """The list of faults; in a line an error's word is enough."""

    def long_form(self, text: str) -> str:
        """See LineEntriesKind."""
        return long_form(text)


FAULTS = FaultsKind(SHAPES, check=inconsistent)
