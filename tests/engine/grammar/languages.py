"""Grammars and what is in their languages."""

from __future__ import annotations

# In Lark's language, and an expression that their texts match.
LARK = [
    ('start: "a"', "a"),
    ('start: "a" | "b"', "a|b"),
    ('start: A B?\nA: "x"\nB: /y+/', "xy*"),
    ('start: ("a" "b")~2', "abab"),
    ('start: "a"~2..3 // thrice', "a{2,3}"),
    ('start: "0".."9" ["-"] letter+\nletter: "a" | "b" -> second', "[0-9]-?[ab]+"),
    ('start: word ("," word)*\nword: /[a-z]{2}/', "[a-z]{2}(,[a-z]{2})*"),
    ('start: INT\n%import common.INT', "[0-9]+"),
    ('start: N\n%import common.NUMBER -> N', r"[0-9]+(\.[0-9]+)?"),
    ('start: "select" NAME\n%import common (CNAME, WS)\nNAME: CNAME\n%ignore WS',
     "select [a-zA-Z_][a-zA-Z0-9_]*"),
    ('?start: sum\n?sum: atom\n    | sum "+" atom\n?atom: /[0-9]/ | "(" sum ")"', "[0-9+()]+"),
    ('start: "Yes"i', "(?i)yes"),
    ('start: /a\\/b/ LF\n%import common.LF', "a/b\n"),
    ('start:\n  | "x"\n', "x?"),
    ("start: /[a-c]/i", "[a-cA-C]"),
    ('start: A B\nA: /-[a-z]/\nB: /[a-z]+/\n%ignore " "', "-[a-z] [a-z]+"),
    ('start: A B\nA: /[a-z]-/\nB: /[a-z]+/\n%ignore " "', "[a-z]-[a-z]+"),
]  # fmt: skip
