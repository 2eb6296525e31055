"""A text is escaped for JSON, and its pieces are kept within a bound."""

from __future__ import annotations

import msgspec
import pytest

from sanic_mock.engine import vocabulary
from sanic_mock.engine.tokens import encoding
from sanic_mock.engine.vocabulary import Vocabulary, body_of
from tests.engine.written import bodies, oracle_count, text


@pytest.mark.parametrize(
    "written", ['"quoted" and \\', "tab\tand\nline", "\x00\x1f\x7f", "</script>", "日本\u2028"]
)
def test_any_text_is_escaped_for_json(written: str) -> None:
    body = Vocabulary().body(written)

    assert text(body) == written
    assert body.tokens == oracle_count(written)


def test_non_ascii_is_sent_as_utf8_and_not_escaped() -> None:
    assert Vocabulary().body("Größe 日本").escaped == "Größe 日本".encode()


def test_equal_pieces_are_one_object() -> None:
    """A text costs its references and not its pieces."""
    vocabulary = Vocabulary()

    one, other = vocabulary.body("the same words"), vocabulary.body("the same words")

    assert all(a is b for a, b in zip(one.pieces, other.pieces, strict=True))
    assert len({id(piece) for body in bodies() for piece in body.pieces}) == len(
        {piece for body in bodies() for piece in body.pieces}
    )


def test_pieces_of_requests_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "KEPT_PIECES", 3)
    monkeypatch.setattr(vocabulary, "_kept", Vocabulary())
    text = 'one "two" three\nfour five six'

    bodies = [body_of(text) for _ in range(3)]

    assert {one.escaped for one in bodies} == {Vocabulary().body(text).escaped}
    assert len(vocabulary._kept) <= len(Vocabulary().body(text).pieces)


def test_pieces_that_are_found_by_their_tokens_are_counted_as_well() -> None:
    vocabulary = Vocabulary()
    vocabulary.body("three plain words")

    assert vocabulary.size == 3
    vocabulary.clear()
    assert vocabulary.size == 0


@pytest.mark.parametrize("text", ["", "plain words", 'a "b"\\\n', "Größe 日本 𩸽"])
def test_a_text_of_ascii_is_cut_as_any_other(text: str) -> None:
    body = body_of(text)

    assert body.escaped == msgspec.json.encode(text)[1:-1]
    assert body.tokens == len(encoding().encode_ordinary(text))
