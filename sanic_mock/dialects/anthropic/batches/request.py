"""A request for a batch: the requests that it is made of, each under a name of its client's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.unreadable import UNREADABLE

MOST_REQUESTS = 100_000


class BatchedRequest(Struct, forbid_unknown_fields=True):
    """One request of a batch.

    Attributes:
        custom_id: tells its result from the others.
        params: the body that it would have alone; it is read when it is answered.
    """

    custom_id: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    params: Raw


class BatchRequest(Struct, forbid_unknown_fields=True):
    """A request for a batch [anthropic-2026]."""

    requests: Annotated[list[BatchedRequest], Meta(min_length=1, max_length=MOST_REQUESTS)]


_decode = msgspec.json.Decoder(BatchRequest).decode


def read_requests(body: bytes) -> Sequence[BatchedRequest]:
    """Return the requests of a batch.

    Raises:
        Problem: what is wrong with it; what is wrong with one of them is a result of its own.
    """
    try:
        requests = _decode(body).requests
    except UNREADABLE as refused:
        # of messages, all that is read of which it knows
        from sanic_mock.dialects.anthropic.messages.validation import explained

        raise explained(body, str(refused)) from None
    names: set[str] = set()
    for place, one in enumerate(requests):
        if one.custom_id in names:
            why = f"custom_id '{one.custom_id}' is used by more than one request; it must be unique"
            raise errors.at(f"requests.{place}.custom_id", why)  # worded by analogy
        names.add(one.custom_id)
    return requests
