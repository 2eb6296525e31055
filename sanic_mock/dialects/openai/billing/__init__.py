"""What OpenAI bills of a prompt beside its texts: functions, schemas, calls, reasoning.

All of it is shown to a model as text, and billed by the tokens of that: functions are declared in
TypeScript, an answer's schema stands in JSON, a call is a message to the function that is called.
"""

from __future__ import annotations

from sanic_mock.dialects.openai.billing.calls import CallBill, Called, CallTokens
from sanic_mock.dialects.openai.billing.counting import Count, mean_thought
from sanic_mock.dialects.openai.billing.formats import format_tokens
from sanic_mock.dialects.openai.billing.functions import (
    INTRODUCTION_TOKENS,
    TITLE_TOKENS,
    Function,
    function_tokens,
)

__all__ = (
    "INTRODUCTION_TOKENS",
    "TITLE_TOKENS",
    "CallBill",
    "CallTokens",
    "Called",
    "Count",
    "Function",
    "format_tokens",
    "function_tokens",
    "mean_thought",
)
