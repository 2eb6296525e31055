"""Sentences that another process writes are those that this one would have written."""

from __future__ import annotations

import sys

import pytest

from sanic_mock.engine import writer
from sanic_mock.server import early_sentences
from sanic_mock.server.early_sentences import written_meanwhile


def fail(locale: str, seed: int) -> tuple[str, ...]:
    """Write nothing."""
    raise RuntimeError("cannot write")


def test_what_another_process_writes_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = writer.write_sentences("en_US", 7)
    monkeypatch.delitem(sys.modules, "faker")

    with written_meanwhile("en_US", 7):
        monkeypatch.setattr(writer, "write_sentences", fail)

    assert writer.sentences("en_US", 7) == expected


def test_what_another_process_cannot_write_is_written_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_sentences, "write_sentences", fail)
    monkeypatch.delitem(sys.modules, "faker", raising=False)
    writer.keep_sentences("", 0, ())

    with written_meanwhile("en_US", 8):
        pass

    assert writer.sentences("en_US", 8) == writer.write_sentences("en_US", 8)


def test_where_faker_is_loaded_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = writer.write_sentences("en_US", 9)  # loads it
    monkeypatch.setattr(early_sentences, "fork", lambda *given, **further: pytest.fail("forked"))
    writer.keep_sentences("", 0, ())

    with written_meanwhile("en_US", 9):
        pass

    assert writer.sentences("en_US", 9) == expected
