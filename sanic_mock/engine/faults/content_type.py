"""Rewrites: an answer says that it is of another type, or of none."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.faults.heads import with_type
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.rewriting import ContentTypeFault


class TypedStage(PassiveStage):
    """Changes the head.

    Args:
        content_type: the field's value; "" for no such field.
    """

    def __init__(self, content_type: str) -> None:
        self._type = content_type

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        is_head = part.kind == "head"
        yield part._replace(content=with_type(part.content, self._type)) if is_head else part


def _stage(entry: ContentTypeFault, circumstances: Circumstances) -> TypedStage:
    return TypedStage(entry.value or "")


BEHAVIOUR = Behaviour("rewrites", stage=_stage, standing="content")
