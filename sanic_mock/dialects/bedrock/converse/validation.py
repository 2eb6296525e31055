"""What is wrong with a Converse request, in Bedrock's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse.content import ConverseContent, ConverseText
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    AnyTurn,
    ConverseRequest,
    calls,
    results,
    turns_of,
)
from sanic_mock.errors import Problem

_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<name>\w+)`")
_LEAST = re.compile(r"Expected `(?:int|float)` >= (?P<bound>[\d.]+)")
_MOST = re.compile(r"Expected `(?:int|float)` <= (?P<bound>[\d.]+)")
_PATTERN = re.compile(r"Expected `str` matching regex '\^(?P<pattern>.*)\$'")
_SHORTEST = re.compile(r"Expected `(?:str|array)` of length >= (?P<bound>\d+)")
_LONGEST = re.compile(r"Expected `(?:str|array)` of length <= (?P<bound>\d+)")
_BOUNDS = (
    (_LEAST, "Member must have value greater than or equal to {bound}"),
    (_MOST, "Member must have value less than or equal to {bound}"),
    (_PATTERN, "Member must satisfy regular expression pattern: {pattern}"),
    (_SHORTEST, "Member must have length greater than or equal to {bound}"),
    (_LONGEST, "Member must have length less than or equal to {bound}"),
)


def explain(reason: str) -> Problem:
    """Word why a body could not be read, given how its reader says that."""
    place = _PLACE.search(reason)
    path = place["path"] if place is not None else ""
    if missing := _MISSING.match(reason):
        return errors.absent(_member_path(f"{path}.{missing['name']}".lstrip(".")))
    for pattern, words in _BOUNDS:
        if found := pattern.match(reason):
            return errors.constraint(_member_path(path), words.format(**found.groupdict()))
    if place is None:
        return errors.malformed()
    return errors.malformed(f"#/{_pointer(path)}: {_expected(reason)}")


def check(request: AnyConverse) -> None:
    """Check what follows what; raises Problem for what Bedrock refuses."""
    turns = turns_of(request)
    if turns[0].role != "user":
        raise errors.starts_otherwise()
    for place, turn in enumerate(turns):
        if place and turn.role == turns[place - 1].role:
            raise errors.does_not_alternate()
        _check_texts(place, turn)
    if isinstance(request, ConverseRequest):
        _check_calls(request, turns)


def _check_texts(place: int, turn: AnyTurn) -> None:
    blocks: Sequence[ConverseText | ConverseContent] = turn.content
    for number, block in enumerate(blocks):
        if block.text is not None and not block.text.strip():
            raise errors.blank_text(f"messages.{place}.content.{number}")


def _check_calls(request: ConverseRequest, turns: Sequence[AnyTurn]) -> None:
    """Check that each call has its result, and each result its call."""
    made: list[str] = []
    has_any = False
    for place, turn in enumerate(turns):
        brought = [one.tool_use_id for one in results(turn)]
        if len(brought) > len(made):
            raise errors.too_many_results(place)
        if missing := [one for one in made if one not in brought]:
            raise errors.missing_results(place, missing)
        made = [one.tool_use_id for one in calls(turn)]
        has_any = has_any or bool(made)
    if has_any and request.tool_config is None:
        raise errors.no_tools()


def _member_path(path: str) -> str:
    """Return a path as constraints tell it: members of lists are counted from one."""
    return re.sub(r"\[(\d+)\]", lambda found: f".{int(found[1]) + 1}.member", path)


def _pointer(path: str) -> str:
    return re.sub(r"\[(\d+)\]", r"/\1", path).replace(".", "/")


def _expected(reason: str) -> str:
    found = re.match(r"Expected `([^`]*)`, got `([^`]*)`", reason)
    if found is None:
        return reason.partition(" - at")[0]
    return f"expected {found[1]}, found {found[2]}"
