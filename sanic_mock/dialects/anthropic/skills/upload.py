"""What is uploaded as a skill: files of one folder, and `SKILL.md` at its root [sdk-2026]."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.multipart import FormPart, read_form
from sanic_mock.dialects.operation import Call

_FILES, _MAIN = ("files[]", "files"), "SKILL.md"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG, _LONGEST_DESCRIPTION, _LONGEST_NAME = 64, 1024, 255
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_MOST_FRONT = 16_384
_TEXT = "tag:yaml.org,2002:str"
_SURROGATE = re.compile("[\ud800-\udfff]")  # which YAML may escape, and UTF-8 does not have


class UploadedSkill(NamedTuple):
    """What was uploaded.

    Attributes:
        slug: what it is called.
        description: what it says of itself.
        display_name: what people are to call it; None where its client does not say.
    """

    slug: str
    description: str
    display_name: str | None


def read_skill(call: Call, *further: str) -> UploadedSkill:
    """Return what a form has; `further` are the fields that it may have beside files.

    Raises:
        Problem: it is no skill.
    """
    try:
        parts = read_form(call.body, keeps_folders=True)
    except ValueError as error:
        raise errors.invalid(f"Invalid multipart form: {error}") from None  # worded by analogy
    files = [one for one in parts if one.name in _FILES]
    others = {one.name: one for one in parts if one.name not in _FILES}
    folder, front = _folder_and_front(files)
    if call.is_strict and (more := next((one for one in others if one not in further), None)):
        raise errors.extra(more)
    slug = _slug(front.get("name", folder))
    return UploadedSkill(slug, _description(front), _display_name(others.get("display_name")))


def _folder_and_front(files: list[FormPart]) -> tuple[str, dict[str, str | None]]:
    """Return the folder of all files, and what `SKILL.md` says of itself."""
    if not files:
        raise errors.missing("files")
    folders = {(one.filename or "").partition("/")[0] for one in files}
    if len(folders) > 1 or any("/" not in (one.filename or "") for one in files):
        raise errors.at("files", "all files must be in the same top-level directory")
    (folder,) = folders
    main = next((one for one in files if one.filename == f"{folder}/{_MAIN}"), None)
    if main is None:
        raise errors.at("files", f"{_MAIN} must be at the root of the top-level directory")
    return folder, _front(main.content)


def _front(content: bytes) -> dict[str, str | None]:
    """Return the members of a file's front, None for each that is no text.

    No values are made of its nodes: a tag may be none that a node fits (`!!bool ants`), which is
    no error of YAML's.
    """
    found = _FRONT.match(content[:_MOST_FRONT].decode("utf-8", "replace"))
    try:
        front = yaml.compose(found[1], yaml.SafeLoader) if found else None
    except (yaml.YAMLError, RecursionError):
        front = None
    if not isinstance(front, yaml.MappingNode):
        raise errors.at("files", f"{_MAIN} must begin with YAML frontmatter")
    return {key.value: _text(value) for key, value in front.value if _text(key) is not None}


def _text(node: yaml.Node) -> str | None:
    """Return the text that a node is, None where it is none."""
    if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT or _SURROGATE.search(node.value):
        return None
    text: str = node.value
    return text


def _slug(name: str | None) -> str:
    if name is None or not _SLUG.fullmatch(name) or len(name) > _LONGEST_SLUG:
        why = f"lowercase letters, digits and single dashes, at most {_LONGEST_SLUG} of them"
        raise errors.at("files", f"the name of a skill must be {why}")
    return name


def _description(front: dict[str, str | None]) -> str:
    text = front.get("description")
    if text is None or not 1 <= len(text) <= _LONGEST_DESCRIPTION:
        why = f"description must be a text of 1 to {_LONGEST_DESCRIPTION} characters"
        raise errors.at("files", f"{_MAIN}: {why}")
    return text


def _display_name(part: FormPart | None) -> str | None:
    if part is None:
        return None
    text = part.content.decode("utf-8", "replace")
    if not 1 <= len(text) <= _LONGEST_NAME or "\n" in text:
        why = f"Input should be one line of 1 to {_LONGEST_NAME} characters"
        raise errors.at("display_name", why)
    return text
