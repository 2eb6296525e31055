"""Models are listed and shown as documented."""

from __future__ import annotations

from tests.spec.openapi import Document
from tests.spec.talk import Talk


def test_models_are_as_documented(document: Document, talk: Talk) -> None:
    listed = talk.ask("GET", "/v1/models").json()

    assert document.faults("ListModelsResponse", listed) == []
    for model in listed["data"]:
        shown = talk.ask("GET", f"/v1/models/{model['id']}").json()
        assert document.faults("Model", shown) == []
        assert shown == model
