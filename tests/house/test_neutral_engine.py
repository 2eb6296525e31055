"""The engine knows no vendor, and no model's name is read but in the table of models."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import MODULES, PACKAGE, modules_in

MODELS = PACKAGE / "dialects" / "openai" / "models"

VENDORS = re.compile(
    r"openai|azure|anthropic|google|gemini|vertex|bedrock|mistral|cohere|meta-llama|deepseek",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"gpt-|\bo[1-9](-|\b)|claude|davinci|babbage|codex-|text-embedding|dall-e|whisper|-moderation",
    re.IGNORECASE,
)
READERS = {
    *("startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition"),
    *("compile", "match", "fullmatch", "search", "finditer", "findall", "index", "find"),
}


def is_read(text: object) -> bool:
    """Return whether a constant is part of a model's name."""
    return isinstance(text, str) and NAMES.search(text.replace(r"\d", "1")) is not None


def readings(module: Path) -> Iterator[ast.AST]:
    """Yield where a module reads a text by a part of a model's name."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            constants = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            if node.func.attr in READERS and any(map(is_read, constants)):
                yield node
        elif isinstance(node, ast.Compare) and any(map(is_read, compared(node))):
            yield node


def compared(node: ast.Compare) -> list[object]:
    """Return the constants that are compared."""
    sides = (node.left, *node.comparators)
    return [one.value for one in sides if isinstance(one, ast.Constant)]


def test_no_module_of_the_engine_names_a_vendor_or_a_model() -> None:
    engine = modules_in(PACKAGE / "engine")

    assert {module: names for module in engine if (names := named(module.read_text()))} == {}


def named(text: str) -> list[str]:
    """Return what a text names of vendors and models."""
    return [match[0] for one in (VENDORS, NAMES) for match in one.finditer(text)]


def test_a_vendor_or_a_model_that_is_named_would_be_seen() -> None:
    assert named("# as Azure has it for o3-mini") == ["Azure", "o3-"]


def test_no_module_but_the_table_of_models_reads_their_names() -> None:
    others = [one for one in MODULES.values() if MODELS not in one.parents]
    read = {module: [*map(ast.unparse, readings(module))] for module in others}

    assert {module: code for module, code in read.items() if code} == {}


@pytest.mark.parametrize(
    "code",
    [
        "name.startswith('gpt-5')",
        "name.startswith(('gpt-5', 'gpt-6'))",
        "re.compile(r'o\\d-mini')",
        "'-moderation' in name",
        "name == 'gpt-4o'",
    ],
)
def test_a_module_that_read_a_models_name_would_be_seen(code: str, tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text(code)

    assert list(readings(tmp_path / "reader.py"))
