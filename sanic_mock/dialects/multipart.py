"""Bodies of several parts: forms with files (RFC 7578), and what belongs together (RFC 2387).

The boundary is read off the body, which begins with it: nobody has to know the header for that.
Lines end as the boundary's first does, in CRLF; Google's Python client for all its APIs ends them
in LF alone (googleapiclient.discovery makes such uploads with `email.generator`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_CRLF, _LF = b"\r\n", b"\n"
_LONGEST_BOUNDARY = 70
_PARAMETER = re.compile(r';\s*([\w*-]+)=(?:"((?:\\.|[^"\\])*)"|([^;\s]*))')
_QUOTED = re.compile(r"\\(.)")


class FormPart(NamedTuple):
    """One part of a form, or of another body.

    Attributes:
        name: of the field; "" for none.
        filename: of the file, without its folders unless they are kept; None where it is none.
        media_type: of the content; "" where it does not say.
        content: its bytes.
    """

    name: str
    filename: str | None
    media_type: str
    content: bytes


def read_form(body: bytes, *, keeps_folders: bool = False) -> list[FormPart]:
    """Return the parts of a form; raises ValueError for what is none."""
    parts = read_parts(body, keeps_folders=keeps_folders)
    if any(not one.name for one in parts):
        raise ValueError("a part of a form has a name")
    return parts


def read_parts(body: bytes, *, keeps_folders: bool = False) -> list[FormPart]:
    """Return the parts of a body, named or not; raises ValueError for what has none."""
    first, found, rest = body.partition(_LF)
    end_of_line = _CRLF if first.endswith(b"\r") else _LF
    first = first.removesuffix(b"\r")
    if not found or not first.startswith(b"--") or not 2 < len(first) <= _LONGEST_BOUNDARY + 2:
        raise ValueError("a form begins with its boundary")
    *parts, end = (end_of_line + rest).split(end_of_line + first)
    if not end.startswith(b"--"):
        raise ValueError("a form ends with its boundary")
    return [_part(one.removeprefix(end_of_line), end_of_line, keeps_folders) for one in parts]


def _part(raw: bytes, end_of_line: bytes, keeps_folders: bool) -> FormPart:
    head, found, content = raw.partition(2 * end_of_line)
    if not found:
        raise ValueError("a part of a form has a head")
    fields = dict(_fields(head.decode("utf-8", "replace")))
    stated = dict(_parameters(fields.get("content-disposition", "")))
    filename = stated.get("filename*", stated.get("filename"))
    if filename is not None and not keeps_folders:
        filename = re.split(r"[/\\]", filename)[-1]
    return FormPart(stated.get("name", ""), filename, fields.get("content-type", ""), content)


def _fields(head: str) -> Iterator[tuple[str, str]]:
    for line in head.split("\n"):
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()


def _parameters(value: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a disposition; one with a star says in which charset it is."""
    for name, quoted, bare in _PARAMETER.findall(value):
        text = _QUOTED.sub(r"\1", quoted) or bare
        if name.endswith("*"):
            charset, _, encoded = text.split("'", 2) if text.count("'") > 1 else ("", "", text)
            is_latin = charset.lower() == "iso-8859-1"
            text = unquote_to_bytes(encoded).decode("latin-1" if is_latin else "utf-8", "replace")
        yield name.lower(), text
