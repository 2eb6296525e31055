"""Request bodies that come compressed (RFC 9110, section 8.4.1.3), where their vendor reads those.

What is no whole member of gzip, or has something behind it, is left as it came: it is no JSON, and
refused as that in its vendor's words. A little of a body shows whether it is large; such a one goes
to the process for large requests as it came, so that no small body grows here.
"""

from __future__ import annotations

import zlib
from functools import partial
from typing import cast

from sanic import Request
from sanic.exceptions import PayloadTooLarge

from sanic_mock.dialects.own_fields import mode
from sanic_mock.dialects.vendor import Vendor
from sanic_mock.server.http1 import Http1
from sanic_mock.server.routes import Destination

FIELD = "content-encoding"
_NAMES = frozenset(("gzip", "x-gzip"))  # the second is older, and means the same
_GZIP = 16 + zlib.MAX_WBITS  # zlib.decompressobj: a header and a trailer of gzip's
# A body is read at once as far as this, which takes a millisecond at most.
_AT_ONCE = 256 * 1024


async def read_gzip(request: Request, vendor: Vendor, there: Destination) -> None:
    """Let a request's body be what was compressed, if it was and its vendor reads that.

    Where it is answered leniently, every vendor does.

    Raises:
        PayloadTooLarge: it is longer than bodies may be.
    """
    if request.headers.get(FIELD, "").lower() not in _NAMES:
        return
    if not vendor.READS_GZIP and mode(there.head, there.routes.variant.settings.mode) == "strict":
        return
    coded, stream = request.body or b"", cast(Http1, request.stream)
    content = unzipped(coded, _AT_ONCE)
    if content is not None and len(content) > _AT_ONCE:
        await stream.hand_over_whole(coded)
        limit = int(stream.request_max_size)
        content = await stream.unzip(partial(unzipped, coded, limit))
        if content is not None and len(content) > limit:
            stream.forget_unzipped()
            raise PayloadTooLarge("Request body exceeds the size limit")
    if content is not None:
        request.body, stream.coded = content, coded


def unzipped(coded: bytes, most: int) -> bytes | None:
    """Return what was compressed, or its first `most` + 1 bytes; None where it cannot be read."""
    member = zlib.decompressobj(_GZIP)
    try:
        content = member.decompress(coded, most + 1)
    except zlib.error:
        return None
    is_whole = member.eof and not member.unused_data
    return content if is_whole or len(content) > most else None
