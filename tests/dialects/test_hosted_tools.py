"""What a prompt says that asks for a tool of a vendor's own."""

from __future__ import annotations

import pytest

from sanic_mock.dialects import hosted_tools

ASKS = [
    ("web_search", "What is in the news?", True),
    ("web_search", "Search for cats", True),
    ("web_search", "When was it released?", True),
    ("web_search", "Tell me when.", False),
    ("web_search", "Write a researcher's poem", False),
    ("code_interpreter", "Calculate 7 * 6", True),
    ("shell", "Run the tests", True),
    ("shell", "Say hello", False),
]


@pytest.mark.parametrize(("kind", "prompt", "is_asked"), ASKS)
def test_words_ask_for_a_tool(kind: str, prompt: str, is_asked: bool) -> None:
    assert hosted_tools.is_asked_for(kind, prompt) is is_asked


def test_a_command_and_a_file_are_those_that_are_named() -> None:
    assert hosted_tools.command_in("Please run `make test`") == "make test"
    assert hosted_tools.command_in("Please run it") == "ls -la"
    assert hosted_tools.file_in("Fix src/main.py, please") == "src/main.py"
    assert hosted_tools.file_in("Fix it") == "notes.md"


def test_a_query_is_not_longer_than_one_is() -> None:
    assert len(hosted_tools.query_of("word " * 100)) == 100
