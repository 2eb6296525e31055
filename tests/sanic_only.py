"""The command without its fast lane: `python -m tests.sanic_only` takes the same flags."""

from __future__ import annotations

import os
import sys
from functools import partial

from sanic_mock import cli
from sanic_mock.server.http1 import Http1
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.run import serve


class SanicOnly(Http1Protocol):
    """One connection, whose requests Sanic answers."""

    HTTP_CLASS = Http1
    __slots__ = ()


if __name__ == "__main__":
    sanics = partial(serve, protocol=SanicOnly)
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr, serve=sanics))
