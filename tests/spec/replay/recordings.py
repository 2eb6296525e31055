"""Recorded exchanges with OpenAI and Azure, read from beside the checkout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving import ROOT
from tests.spec.replay.shapes import loads

NAME = "shared/recordings"
# Beside the checkout, or beside one of the folders that it is in.
FOLDER = next((one / NAME for one in ROOT.parents if (one / NAME).is_dir()), ROOT.parent / NAME)

_DEPLOYMENT = r"^/openai/deployments/[^/]+"
# An endpoint and the paths that lead to it.
_ENDPOINTS = (
    ("chat", r"^/v1/chat/completions$"),
    ("stored chats", r"^/v1/chat/completions/"),
    ("responses", r"^/v1/responses($|/)"),
    ("conversations", r"^/v1/conversations"),
    ("embeddings", r"^/v1/embeddings$"),
    ("completions", r"^/v1/completions$"),
    ("moderations", r"^/v1/moderations$"),
    ("models", r"^/v1/models"),
    ("azure chat", _DEPLOYMENT + "/chat/completions$|^/openai/v1/chat/completions$"),
    ("azure models", "^/models/chat/completions$"),
    ("azure responses", r"^/openai/v1/responses$"),
    ("azure embeddings", _DEPLOYMENT + "/embeddings$|^/openai/v1/embeddings$"),
    ("azure completions", _DEPLOYMENT + "/completions$"),
)
_CHAINED = re.compile(
    r'"(?:previous_response_id|conversation)":|item_reference|^/v1/(responses|conversations)/\w+_'
)
_OTHERS = re.compile(r'"model": ?"(Cohere|grok)-', re.IGNORECASE)


@dataclass(frozen=True)
class Recording:
    """One exchange.

    Attributes:
        name: where it is from: repository, file and index.
        file: repository and file; what has the same went through one client.
        index: its place there.
        when: its month, `2026-08`.
        is_azure: whether Azure answered.
        method: of the request.
        path: of the request, without its query.
        query: what follows the path; "" for nothing.
        request: its body.
        status: of the answer.
        fields: of the answer, (name in lower case, value), without those of networks in front.
        body: of the answer.
        has_order: whether the recorder kept the order of members.
        has_layout: whether it kept every byte.
        has_field_order: whether it kept the order of header fields.
        has_numbers: whether it kept how numbers are written.
    """

    name: str
    file: str
    index: int
    when: str
    is_azure: bool
    method: str
    path: str
    query: str
    request: str
    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes
    has_order: bool
    has_layout: bool
    has_field_order: bool
    has_numbers: bool

    @property
    def endpoint(self) -> str:
        """The endpoint's name, "" for one that is not in the product."""
        found = (name for name, path in _ENDPOINTS if re.search(path, self.path))
        name = next(found, "")
        if name == "chat" and self.method == "GET":
            return "stored chats"
        return name if name.startswith("azure") == self.is_azure else ""

    @property
    def month(self) -> str:
        """Its month, "" where no more than a year is known."""
        return self.when[:7] if len(self.when) >= 7 else ""

    @property
    def quarter(self) -> str:
        """The quarter of its month: `2026 Q3`, or `undated`."""
        if not self.month:
            return "undated"
        year, month = self.month.split("-")
        return f"{year} Q{(int(month) + 2) // 3}"

    @property
    def asked(self) -> dict[str, Any]:
        """What its request says; {} where it is no object of JSON."""
        try:
            asked = loads(self.request)
        except ValueError:
            return {}
        return asked if isinstance(asked, dict) else {}

    @property
    def is_chained(self) -> bool:
        """Whether it speaks of something that an exchange before it has made."""
        return bool(_CHAINED.search(self.request) or _CHAINED.search(self.path))

    @property
    def vendor(self) -> str:
        """Whose model answered, where it is not OpenAI's: Azure serves others', too."""
        found = _OTHERS.search(self.request)
        return found[1] if found else ""

    @property
    def is_streamed(self) -> bool:
        """Whether the answer is a stream of events."""
        return self.body.lstrip()[:6] in (b"event:", b"data: ") or self.body[:5] == b"data:"


def recordings(folder: Path = FOLDER) -> list[Recording]:
    """Return all exchanges with an endpoint that is in the product, file by file in their order."""
    found = [one for path in sorted(folder.glob("*.jsonl")) for one in _read(path)]
    return sorted((one for one in found if one.endpoint), key=lambda one: (one.file, one.index))


def _read(path: Path) -> Iterator[Recording]:
    with path.open(encoding="utf-8") as lines:
        yield from (_recording(json.loads(line)) for line in lines)


def _recording(one: dict[str, object]) -> Recording:
    file, body = f"{one['source']} {one['file']}", str(one["body"]).encode()
    fields = one["headers"]
    assert isinstance(fields, list)
    is_har = one["recorder"] == "har"
    return Recording(
        f"{file}#{one['index']}",
        file,
        int(str(one["index"])),
        str(one["when"]),
        one["host"] == "azure",
        str(one["method"]),
        re.sub("^//", "/", str(one["path"])),
        str(one["query"]),
        str(one["request"]),
        int(str(one["status"])),
        tuple((str(name).lower(), str(value)) for name, value in fields),
        body,
        not one["parsed"] or b"data:" in body[:400],
        bool(one["raw"]) and not is_har,
        bool(one["wire_order"]),
        not is_har,
    )
