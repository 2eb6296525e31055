"""A question, and the function that answers it, typed as OpenAI's client has it."""

from __future__ import annotations

from typing import cast

from openai.types.responses import FunctionToolParam

from tests.dialects.openai.responses.responding import PARIS, WEATHER

QUESTION: str = PARIS["content"]
TOOL = cast("FunctionToolParam", WEATHER)
