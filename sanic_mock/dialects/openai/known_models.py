"""The models that one endpoint answers for: looked up by name once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from sanic_mock.dialects.openai import errors, gateway_errors
from sanic_mock.dialects.openai.listing import served
from sanic_mock.dialects.openai.models import RETIRED
from sanic_mock.errors import WishInBody
from sanic_mock.profile.model_suffix import asked_suffix
from sanic_mock.settings import Settings

MOST_KEPT = 256
LONGEST_NAME = 256

Model = TypeVar("Model")


def _take_any(name: str) -> None:
    """Take a model whatever it is for."""


def is_answered(name: str, served: Collection[str] | None, *, is_strict: bool) -> bool:
    """Return whether a model of a name is there.

    Args:
        name: as it was asked for.
        served: the names that a profile lists; none for any.
        is_strict: whether those that were shut down are not.
    """
    if served:
        return name in served
    return 0 < len(name) <= LONGEST_NAME and not (is_strict and name in RETIRED)


class KnownModels(dict[str, Model]):
    """Name of a model to what an endpoint knows of it; a name that is not served is refused.

    Args:
        settings: which names are served, if not all, and which one answers for all of them.
        describe: what the endpoint knows of a model.
        check: raises Problem where another endpoint is the one for a model.
        any_model: the one that answers where none is named; None refuses that, and a name that was
            shut down and that nobody lists.
    """

    def __init__(
        self,
        settings: Settings,
        describe: Callable[[str], Model],
        check: Callable[[str], None] = _take_any,
        any_model: str | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._own = settings.model
        self._served = frozenset(served(settings)) if settings.models else None
        self._describe = describe
        self._check = check
        self._any_model = any_model

    def unchecked(self, any_model: str) -> KnownModels[Model]:
        """Return the same models, whatever they are for, and one where none is named."""
        return KnownModels(self._settings, self._describe, any_model=any_model)

    def __missing__(self, name: str) -> Model:
        """Find a model.

        Raises:
            Problem: there is no name, no such model, or it is not for this endpoint.
            WishInBody: something is asked for behind the name.
        """
        if not name:
            if self._any_model is None:
                raise errors.no_model()
            return self[self._any_model]
        if asked_suffix(name, self._settings)[1]:
            raise WishInBody
        is_served = self._served is None or name in self._served
        if not is_served or len(name) > LONGEST_NAME:
            is_retired = name in RETIRED and self._any_model is None
            told = gateway_errors.retired_model if is_retired else gateway_errors.no_such_model
            raise told(name[:LONGEST_NAME])
        if name != self._own:
            if name in RETIRED and self._served is None and self._any_model is None:
                raise gateway_errors.retired_model(name)
            self._check(name)
        if len(self) >= MOST_KEPT:
            self.clear()
        self[name] = model = self._describe(name)
        return model
