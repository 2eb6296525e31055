"""What is asked for behind the name of a model: `gpt-4o@ttft=300ms,fault=429x2`.

An at sign may as well be part of a name: `@cf/meta/llama-3.1-8b-instruct`, or a model with a date
behind it, `claude-3-5-sonnet@20240620`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sanic_mock.profile.sections.server import Settings

_VERSION = re.compile(r"[0-9]{3,}|latest|default")


def split_suffix(name: str, served: Collection[str] = ()) -> tuple[str, str]:
    """Return the name of a model, and what is asked for behind it, "" for nothing.

    Args:
        name: as it was asked for.
        served: names that are those of models whatever is in them.
    """
    place = name.find("@", 1)
    if place < 0 or name in served or not name[place + 1 :].strip():
        return name, ""
    model, suffix = name[:place], name[place + 1 :]
    return (name, "") if _VERSION.fullmatch(suffix) else (model, suffix)


def asked_suffix(name: str, settings: Settings) -> tuple[str, str]:
    """Return the same of a name that a server is asked for; it may not look for suffixes."""
    if "@" not in name or not settings.steering.suffixes:
        return name, ""
    own = settings.models if settings.model is None else (settings.model, *settings.models)
    return split_suffix(name, own)
