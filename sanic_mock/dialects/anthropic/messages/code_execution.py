"""Code that Anthropic runs for an answer, in a container: what, and what it prints [sdk-2026].

It is run where it is forced, or where the prompt asks for it; the numbers of the prompt are added
up, and nothing is run. Where skills are in the container, the first is looked up [messages-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import container, history, server_run
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, Skill
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.engine.long_runs import count_tokens

KIND = "code_execution"
# The one whose program is Python; later ones run commands.
_OLDEST = f"{KIND}_20250522"
_asks = partial(hosted_tools.is_asked_for, "code_interpreter")
_encode = msgspec.json.Encoder().encode


def read_code(request: MessagesRequest) -> ServerRun | None:
    """Return the program that is run for an answer; None for none."""
    skills = container.skills(request.container)
    spec = server_run.used(request, KIND, lambda prompt: bool(skills) or _asks(prompt))
    if spec is None:
        return None
    if skills:
        return _manual(skills[0])
    numbers = hosted_tools.numbers_in(history.last_user_text(request.messages))
    return _program(numbers, is_command=spec.type != _OLDEST)


def _manual(skill: Skill) -> ServerRun:
    """Return how a skill is looked up that is in the container."""
    name, path = f"text_editor_{KIND}", f"/skills/{skill.skill_id}/SKILL.md"
    lines = "---", f"name: {skill.skill_id}", "description: This was made up.", "---"
    told: dict[str, Any] = {"file_type": "text", "content": "\n".join(lines)}
    told |= {"num_lines": len(lines), "start_line": 1, "total_lines": len(lines)}
    content = {"type": f"{name}_view_result"} | told
    result = partial(server_run.result_json, f"{name}_tool_result", content)
    arguments = _encode({"command": "view", "path": path}).decode()
    tokens = count_tokens(told["content"])
    return ServerRun(name, arguments, tokens, result, has_container=True)


def _program(numbers: Sequence[int], *, is_command: bool) -> ServerRun:
    """Return a program that adds up numbers.

    Args:
        numbers: they.
        is_command: whether it is told as a command, or else as Python.
    """
    name = f"bash_{KIND}" if is_command else KIND
    code, output = f"print(sum({list(numbers)}))", f"{sum(numbers)}\n"
    asked = {"command": f"python3 -c '{code}'"} if is_command else {"code": code}
    told = {"stdout": output, "stderr": "", "return_code": 0, "content": []}
    content = {"type": f"{name}_result"} | told
    result = partial(server_run.result_json, f"{name}_tool_result", content)
    tokens = count_tokens(output)
    return ServerRun(name, _encode(asked).decode(), tokens, result, has_container=True)
