"""The container that code is run in, and the skills that are in it [messages-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.anthropic.ids import random_id
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.request import ContainerSpec, Skill
from sanic_mock.units import utc_second

STAYS_S = 30 * 60
# What is told of a skill whose version is not asked for: a day of Anthropic's, a time of others.
_VERSIONS = {"anthropic": "20251013", "custom": "1759178010641129"}
_encode = msgspec.json.Encoder().encode


def member(ask: MessagesAsk, digest: bytes, now_s: int) -> bytes:
    """Return the member that tells in which container code was run; nothing where none was."""
    if ask.run is None or not ask.run.has_container:
        return b""
    asked = ask.container or ContainerSpec()
    told: dict[str, Any] = {
        "id": asked.id or random_id(b"container_", digest).decode(),
        "expires_at": f"{utc_second(now_s + STAYS_S)}Z",
    }
    if asked.skills:
        told["skills"] = list(map(_skill, asked.skills))
    return b'"container":%b,' % _encode(told)


def read(asked: str | ContainerSpec | None) -> ContainerSpec | None:
    """Return what a request says of its container; one that it only names has no skills."""
    return ContainerSpec(id=asked) if isinstance(asked, str) else asked


def skills(asked: str | ContainerSpec | None) -> Sequence[Skill]:
    """Return the skills that a request has in its container."""
    spec = read(asked)
    return () if spec is None else spec.skills or ()


def _skill(skill: Skill) -> dict[str, str]:
    is_named = skill.version not in (None, "latest")
    version = skill.version if is_named else _VERSIONS[skill.type]
    return {"type": skill.type, "skill_id": skill.skill_id, "version": str(version)}
