"""Values that an object makes once."""

from __future__ import annotations

from sanic_mock.engine.kept_property import kept_property


class Asked:
    """Counts how often it makes its value."""

    times = 0

    @kept_property
    def value(self) -> int:
        """The value."""
        self.times += 1
        return self.times


def test_a_value_is_made_once_for_each_object() -> None:
    one, other = Asked(), Asked()

    assert (one.value, one.value, other.value) == (1, 1, 1)
    assert (one.times, other.times) == (1, 1)
