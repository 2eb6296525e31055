"""Parts of uploads, as they are kept."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.gemini.errors import GeminiProblem
from sanic_mock.dialects.gemini.files import uploads
from sanic_mock.dialects.gemini.files.uploads import Upload
from sanic_mock.dialects.kept_records import most_bytes
from sanic_mock.dialects.operation import State
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

PART = bytes(range(256))


@pytest.fixture
def state() -> State:
    """What is kept: something beside uploads."""
    state = State(Settings("any"), Store(1 << 16))
    state.store.put("another", b"thing")
    return state


@pytest.fixture
def begun(state: State) -> Upload:
    upload = Upload(
        name="uploads/any",
        created_s=5.0,
        file="files/mine",
        display_name="",
        mime_type="text/plain",
    )
    uploads.KEPT.keep(state, upload, b"")
    return upload


def test_many_small_parts_take_no_more_room_than_they_have(state: State, begun: Upload) -> None:
    upload = begun
    for _ in range(32):
        upload = uploads.receive(state, upload, upload.size, PART)

    assert uploads.received(state, upload) == PART * 32
    assert state.store.get("another") == b"thing"


def test_a_part_comes_once(state: State, begun: Upload) -> None:
    upload = uploads.receive(state, begun, 0, b"Hello")

    for known in (begun, upload):
        with pytest.raises(GeminiProblem, match="not the size of what was received, 5"):
            uploads.receive(state, known, 0, b"Hello")
    upload = uploads.receive(state, upload, 5, b"")
    assert uploads.received(state, upload) == b"Hello"


def test_parts_are_together_no_more_than_is_kept_of_one_thing(state: State, begun: Upload) -> None:
    part, upload = bytes(most_bytes(state) // 4), begun
    for place in range(4):
        upload = uploads.receive(state, upload, place * len(part), part)

    with pytest.raises(GeminiProblem, match="more than the 32,768 bytes"):
        uploads.receive(state, upload, upload.size, b"x")
    assert not [key for key in state.store.keys("part ") if f" {upload.size} " in key]


def test_an_upload_whose_parts_have_gone_is_none(state: State, begun: Upload) -> None:
    upload = uploads.receive(state, begun, 0, PART)
    for number in range(400):
        state.store.put(f"newer {number}", PART)

    with pytest.raises(GeminiProblem, match="Upload not found"):
        uploads.received(state, upload)
    with pytest.raises(GeminiProblem, match="Upload not found"):
        uploads.receive(state, upload, upload.size, PART)


def test_nothing_is_kept_of_what_is_forgotten(state: State, begun: Upload) -> None:
    upload = uploads.receive(state, begun, 0, PART)
    upload = uploads.receive(state, upload, len(PART), PART)
    uploads.forget(state, uploads.receive(state, upload, upload.size, b""))

    assert state.store.keys("") == ["another"]
