"""Assertions on a report: `lateness.p99 < 2ms and (inflight.max <= 64 or not aborts.count > 0)`.

    assertion   = conjunction ("or" conjunction)*
    conjunction = term ("and" term)*
    term        = "not" term | "(" assertion ")" | comparison
    comparison  = operand (("<" | "<=" | ">" | ">=" | "==" | "!=") operand)+
    operand     = the name of a figure | a number | a number with a unit

`tokens` reads words, `parser` makes of them a `tree`, which knows figures' values and nothing else:
nothing is ever evaluated as Python. What is not known is neither true nor false.
"""
