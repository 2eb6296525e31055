"""Which models a vendor lists."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.settings import Settings


def listed_names(settings: Settings, usual: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are listed: the profile's own first.

    Args:
        settings: what the server was asked to be.
        usual: those that are listed where it does not say.
    """
    own = () if settings.model is None else (settings.model,)
    return tuple(dict.fromkeys((*own, *(settings.models or usual))))
