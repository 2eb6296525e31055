"""Of many damaged heads none is taken for what it is not; a command tries a million."""

from __future__ import annotations

import pytest

from tests.server import head_fuzz


@pytest.mark.parametrize("seed", [0, 1])
def test_no_damaged_head_is_taken_wrongly(seed: int) -> None:
    tally = head_fuzz.tried(seed, 10_000)

    assert tally.wrong == []
    assert tally.missed == 0
    assert tally.taken > 3_000


def test_the_command_tells_what_became_of_the_heads(capsys: pytest.CaptureFixture[str]) -> None:
    assert head_fuzz.main(["500"]) == 0
    assert "0 taken wrongly" in capsys.readouterr().out


def test_the_command_fails_where_a_head_is_taken_wrongly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sanic_mock.server.known_heads._CHECKED", bytes(range(256)))

    assert head_fuzz.main(["20000"]) == 1
    assert "POST /v1" in capsys.readouterr().out
