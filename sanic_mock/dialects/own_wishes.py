"""What a request asks for behind the name of its model."""

from __future__ import annotations

from sanic_mock.engine.refusal import Refusal, unmet
from sanic_mock.errors import SettingsError
from sanic_mock.profile.sections.answers.wish import Wish
from sanic_mock.profile.wishes import read_wish

_LABEL = "the model's suffix"


def read_suffix(suffix: str, lower: Wish | None) -> tuple[Wish | None, Refusal | None]:
    """Return what a suffix asks for, and why that cannot be had.

    Args:
        suffix: what is behind the at sign; "" asks for nothing.
        lower: what is asked for elsewhere, which it goes before.
    """
    if not suffix:
        return lower, None
    try:
        wish = read_wish(suffix, ",", _LABEL)
    except SettingsError as error:
        return lower, unmet("; ".join(error.problems))
    return wish if lower is None else wish.over(lower), None


def led_nowhere(wish: Wish | None, where: str) -> Refusal | None:
    """Return why a wish is refused that leads to somebody else; None where it does not.

    Args:
        wish: what a path asks for; None for nothing.
        where: behind what it stands.
    """
    if wish is None or not wish.elsewhere:
        return None
    return unmet(f"behind {where} stands no profile or backend, and no '{wish.elsewhere}'")
