"""The models that a server answers for: looked up by name once, then kept."""

from __future__ import annotations

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.models import ModelRow, listed_models, model_of
from sanic_mock.dialects.listed_names import listed_names
from sanic_mock.errors import WishInBody
from sanic_mock.profile.model_suffix import asked_suffix
from sanic_mock.settings import Settings

MOST_KEPT = 256
LONGEST_NAME = 256


class ServedModels(dict[str, ModelRow]):
    """Name of a model to what is known of it; a name that is not served is refused.

    Args:
        settings: which names are served, if not all.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        own = {settings.model, *settings.models} - {None}
        aliases = {model_of(name).name for name in own if name}
        self._served = own | aliases if settings.models else None

    def __missing__(self, name: str) -> ModelRow:
        """Find a model.

        Raises:
            Problem: there is no such model.
            WishInBody: something is asked for behind the name.
        """
        if asked_suffix(name, self._settings)[1]:
            raise WishInBody
        row = model_of(name)
        is_served = self._served is None or name in self._served or row.name in self._served
        if not name or not is_served or len(name) > LONGEST_NAME:
            raise errors.no_model(name[:LONGEST_NAME])
        if len(self) >= MOST_KEPT:
            self.clear()
        self[name] = row
        return row


def served(settings: Settings) -> tuple[str, ...]:
    """Return the names that are listed: the profile's own first."""
    return listed_names(settings, listed_models())
