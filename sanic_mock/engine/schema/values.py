"""Makes values that are valid for a JSON schema, from its keywords alone.

A schema comes from a stranger: nothing in it is evaluated, opened or fetched, and time, depth and
size are bounded (`schema.node`, `schema.merge.BUDGET`). `compile_schema` reads it once and makes
one value as proof; a `Maker` never fails afterwards. A value is a function of draws, hints, pools.

Keys come in the schema's order; required ones always, others beside them where the prompt has a
value for them, and all where none is required. Beyond draft 2020-12's assertions formats are kept
where length allows.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec

from sanic_mock.engine.schema.budget import (
    MAKING,
    DocumentBudget,
    OverBudgetError,
    StepBudget,
)
from sanic_mock.engine.schema.compiler import Compiler
from sanic_mock.engine.schema.enumeration import Enumeration
from sanic_mock.engine.schema.hints import NO_HINTS, Hints, Supply
from sanic_mock.engine.schema.keywords import validate_keywords
from sanic_mock.engine.schema.names import POOLS, Pools
from sanic_mock.engine.schema.node import ROOM, SOFT, Node, Run, StuckError
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.witness import find_witness


class Maker:
    """Makes values for one schema; compile it once, ask it for each answer."""

    def __init__(self, node: Node, proof: Any) -> None:
        self._node = node
        self._proof = json.dumps(proof)

    def make(
        self,
        draws: Random,
        hints: Hints = NO_HINTS,
        pools: Pools = POOLS,
        budget: StepBudget | None = None,
    ) -> Any:
        """Return a valid value: decoded JSON, keys in the schema's order.

        Args:
            draws: chance.
            hints: what the prompt offers.
            pools: words and names.
            budget: what the value may cost; a short one is made of what costs more.

        Raises:
            Lengthy: a thread is to make the value.
        """
        run = Run(draws, Supply(hints), pools, budget or StepBudget(MAKING))
        try:
            return self._node.make(run, max(ROOM, self._node.least))
        except (StuckError, OverBudgetError, RecursionError):
            return json.loads(self._proof)


def make_value(schema: Any, draws: Random, hints: Hints = NO_HINTS, pools: Pools = POOLS) -> Any:
    """Return a value that is valid for a schema.

    Raises:
        SchemaError: as `compile_schema`.
    """
    return compile_schema(schema).make(draws, hints, pools)


def compile_schema(schema: Any, budget: DocumentBudget | None = None) -> Maker:
    """Read a schema; one that is over its budget has one value, if one is found soon.

    Args:
        schema: the document, decoded.
        budget: what it may cost; by its size where nothing is said.

    Raises:
        SchemaError: it is malformed, no value is valid for it, or only very large ones are.
        Lengthy: the event loop waits, and a thread is to read it.
    """
    error = validate_keywords(schema)
    if error:
        raise error
    try:
        return _compile(schema, budget or DocumentBudget(len(msgspec.json.encode(schema))))
    except RecursionError:
        raise SchemaError("The schema is nested too deeply.") from None


def _compile(schema: Any, budget: DocumentBudget) -> Maker:
    try:
        node = Compiler(schema, budget.compiling).compile()
        return Maker(node, _proof(node, budget.compiling))
    except OverBudgetError:
        value = find_witness(schema, budget.witness)
        node = Enumeration([value])
        node.least = 1
        return Maker(node, value)


def _proof(node: Node, budget: StepBudget) -> Any:
    """Return a short value; tries, as a schema may need chance (oneOf, not)."""
    for attempt in range(8):
        run = Run(Random(attempt), Supply(NO_HINTS), POOLS, budget)
        run.spent = SOFT + 1 if attempt < 4 else 0
        try:
            return node.make(run, node.least if attempt < 4 else max(node.least, ROOM))
        except StuckError:
            continue
    raise SchemaError("No value of a reasonable size was found that is valid for the schema.")
