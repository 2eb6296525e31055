"""The way of an answer whose route its body has chosen, where it is not sent in one call."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.errors import MockError
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route


class ChosenAnswer(MockError):  # noqa: N818, no error, but the way that an answer takes
    """Who answers a body, where that takes time.

    Args:
        route: who.
        undo: lets the choice not have been.
        planned: the answer, where it is planned already and changed on its way out.
    """

    def __init__(
        self, route: Route, undo: Callable[[bytes], None], planned: Planned | None = None
    ) -> None:
        super().__init__("another route answers")
        self.route = route
        self.undo = undo
        self.planned = planned
