"""Rules and backends of a mock in a test's own process."""

from __future__ import annotations

import openai

from sanic_mock.testing import MockServer, serve

HELLO = [{"role": "user", "content": "Hello"}]


def said(mock: MockServer, path: str = "/v1", key: str = "sk-none") -> str:
    with openai.OpenAI(base_url=mock.url + path, api_key=key) as client:
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=HELLO)  # type: ignore[arg-type]
    return answer.choices[0].message.content or ""


def test_rules_and_backends_are_values_as_any_other() -> None:
    rule = {"key": "sk-a*", "values": {"answers": [{"text": "by rule"}]}}
    backends = [{}, {"values": {"answers": [{"text": "by backend"}]}}]
    with serve(match=[rule], backends=backends) as mock:
        assert said(mock, key="sk-a1") == "by rule"
        assert said(mock, "/b/2/v1") == "by backend"
        assert said(mock, "/b/1/v1", key="sk-a1") == "by rule"
        assert said(mock) not in ("by rule", "by backend", "")
        assert said(mock, "/p/fast/v1", key="sk-a1") != "by rule"
        assert len(mock.requests) == 5


def test_rules_that_are_changed_are_followed_on_open_connections() -> None:
    with serve() as mock, mock.client() as client:
        for text in ("one", "two"):
            mock.profile(match=[{"model": "gpt-4o*", "values": {"answers": [{"text": text}]}}])
            answer = client.chat.completions.create(model="gpt-4o", messages=HELLO)  # type: ignore[arg-type]
            assert answer.choices[0].message.content == text
