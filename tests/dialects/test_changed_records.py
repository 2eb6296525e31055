"""What was deleted stays so, whatever another worker was about to make of it.

Whoever changes a record reads it first. Another worker may delete it right behind that.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from sanic_mock.dialects.anthropic.batches import kept as message_batches
from sanic_mock.dialects.anthropic.batches import operations as message_batch_operations
from sanic_mock.dialects.anthropic.batches.batch import BatchLine, batch_of
from sanic_mock.dialects.gemini.batches import batch as gemini_batches
from sanic_mock.dialects.gemini.batches import operations as gemini_batch_operations
from sanic_mock.dialects.gemini.batches.batch import GeminiBatch
from sanic_mock.dialects.gemini.cached_contents import cached, operations
from sanic_mock.dialects.openai import chat_stored
from sanic_mock.dialects.openai.responses import conversations, stored
from sanic_mock.dialects.openai.responses.conversations import Conversation
from sanic_mock.dialects.openai.responses.stored import Record
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

NOW_S = 1_800_000_000.0
RESPONSE: dict[str, Any] = {"id": "resp_1", "status": "completed", "output": []}
LINE = BatchLine(3600.0, "one", False, msgspec.Raw(b"{}"))
Change = Callable[[State], object]


class RacedStore(Store):
    """A store of which another worker deletes what anybody gets, right behind that.

    Attributes:
        is_raced: whether it does so.
        deleted: what it has deleted.
    """

    is_raced = False

    def __init__(self) -> None:
        super().__init__(1 << 20)
        self.deleted: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """See Store."""
        found = super().get(key)
        if self.is_raced and super().delete(key):
            self.deleted.add(key)
        return found


def call(body: bytes = b"", **parts: str) -> Call:
    """Return a call of an operation."""
    return Call(RequestHead("POST", ""), {"root": "v1beta", **parts}, {}, body, bytes(64), NOW_S)


def keep_response(state: State) -> None:
    stored.keep(state, "resp_1", Record(RESPONSE, started_s=NOW_S, lasts_s=60.0))


def keep_conversation(state: State) -> None:
    conversations.keep(state, Conversation("conv_1", int(NOW_S)))


def keep_completion(state: State) -> None:
    chat_stored.keep(state, {"id": "chatcmpl-1"}, [])


def keep_cache(state: State) -> None:
    one = cached.CachedContent(
        name="cachedContents/1",
        created_s=NOW_S,
        model="gemini-2.5-flash",
        resource="models/gemini-2.5-flash",
        is_vertex=False,
        parent="",
        tokens=1,
        size=2,
        updated_s=NOW_S,
        expires_s=NOW_S + 60,
    )
    cached.KEPT.keep(state, one, b"{}")


def keep_gemini_batch(state: State) -> None:
    one = GeminiBatch(
        name="batches/1",
        created_s=NOW_S,
        model="models/gemini-2.5-flash",
        requests=0,
        failed=0,
        lasts_s=3600.0,
        display_name="",
        file="",
    )
    gemini_batches.keep(state, one, [])


def keep_message_batch(state: State) -> None:
    message_batches.keep(state, batch_of("msgbatch_1", NOW_S, [LINE]), [LINE])


TTL = b'{"ttl": "60s"}'
METADATA = b'{"metadata": {"a": "b"}}'
CHANGES: dict[str, tuple[str, Change, Change]] = {
    "end a response": (
        "resp_1",
        keep_response,
        lambda state: stored.end(state, RESPONSE | {"status": "failed"}),
    ),
    "cancel a response": (
        "resp_1",
        keep_response,
        lambda state: stored.cancel(state, "resp_1", NOW_S),
    ),
    "take a response back": (
        "resp_1",
        keep_response,
        lambda state: stored.take_back(state, "resp_1"),
    ),
    "add to a conversation": (
        "conv_1",
        keep_conversation,
        lambda state: conversations.append(state, "conv_1", []),
    ),
    "take from a conversation": (
        "conv_1",
        keep_conversation,
        lambda state: conversations.take_back(state, "conv_1", "resp_1"),
    ),
    "describe a completion": (
        "chatcmpl-1",
        keep_completion,
        lambda state: chat_stored.update(state, call(METADATA, completion_id="chatcmpl-1")),
    ),
    "prolong a cache": (
        "cachedContents/1",
        keep_cache,
        lambda state: operations.update(state, call(TTL, name="1")),
    ),
    "cancel a batch of Gemini": (
        "batches/1",
        keep_gemini_batch,
        lambda state: gemini_batch_operations.cancel(state, call(name="1")),
    ),
    "cancel a batch of Anthropic": (
        "msgbatch_1",
        keep_message_batch,
        lambda state: message_batch_operations.cancel(state, call(batch="msgbatch_1")),
    ),
}


@pytest.mark.parametrize(("name", "keep", "change"), CHANGES.values(), ids=CHANGES)
def test_what_is_deleted_while_it_is_changed_does_not_come_back(
    name: str, keep: Change, change: Change
) -> None:
    store = RacedStore()
    state = State(Settings("any"), store)
    keep(state)
    assert store.keys(name) == [name]
    store.is_raced = True

    with suppress(Problem):
        change(state)

    # what is read and written in one step is there still: nobody comes between
    assert name not in store.deleted or store.keys(name) == []


@pytest.mark.parametrize(
    "change",
    [CHANGES[name][1:] for name in ("cancel a batch of Gemini", "cancel a batch of Anthropic")],
)
def test_who_cancels_what_has_just_gone_is_told(change: tuple[Change, Change]) -> None:
    store = RacedStore()
    state = State(Settings("any"), store)
    change[0](state)
    store.is_raced = True

    with pytest.raises(Problem) as refused:
        change[1](state)

    assert refused.value.status == 404
