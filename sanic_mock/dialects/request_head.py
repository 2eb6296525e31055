"""What of a request's head decides who answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: What a client would like to read; known of requests without a body, whose Route depends on none.
ACCEPT = "accept"
#: What clients of Azure's call a request; its answer repeats it [replay-2026].
CLIENT_ID = "x-ms-client-request-id"


class RequestHead(NamedTuple):
    """A head, read as far as anybody here looks at it.

    Attributes:
        method: the HTTP method.
        path: the path, as it came, without its query.
        query: what follows the question mark; empty without one.
        fields: values of the fields that vendors name, by lower-case name.
    """

    method: str
    path: str
    query: str = ""
    fields: Mapping[str, str] = {}

    def field(self, name: str) -> str | None:
        """Return a field's value, None without one."""
        return self.fields.get(name)
