"""The page that a browser gets at the server's address: one answer, with all that it needs.

Its parts are files of their own languages beside this one. A policy lets it run its own script and
ask its own server, and nothing else; no other page may show it in a frame, where a visitor might
be led to press its buttons.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256

from sanic_mock.dialects.answer import Whole

_STYLE, _SCRIPT = "/*{style}*/", "/*{script}*/"


@cache
def page() -> Whole:
    """Return the page."""
    style, script = _part("page.css"), _part("page.js")
    text = _part("page.html").replace(_STYLE, style).replace(_SCRIPT, script)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    fields = (
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Security-Policy: {policy}\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\n"
        "Vary: Accept\r\n"
    )
    return Whole(200, fields.encode(), text.encode())


def _part(name: str) -> str:
    from importlib.resources import files  # 0.2 MB, where most servers are asked by no browser

    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
