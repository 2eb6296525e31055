"""The schema of a value that is described in words, by an example or by its key alone."""

from __future__ import annotations

import re
from typing import Any, Literal

from sanic_mock.engine.schema.names import kind_of, range_of, tokens_of

Schema = dict[str, Any]
# How JSON is told: as it is, in a fenced block, a string without its quotes ("bare"), or field by
# field, behind markers ("[[ ## answer ## ]]"), in tags ("<answer>") or a line each ("Answer: …"),
# where an object of one member may be told by its value alone ("bare lines"); or a thought and
# arguments as Python that calls the function which they are named for ("code"); or a list without
# JSON: a line for each item, with commas, numbered, with hyphens ("points"); or XML's elements.
Wrapping = Literal[
    "none", "fence", "bare", "markers", "tags", "lines", "bare lines", "code",
    "items", "commas", "numbers", "points", "xml",
]  # fmt: skip

# Words that name a type, in the order in which they are looked for.
_TYPES: tuple[tuple[str, Schema], ...] = (
    (r"date[- ]?time|timestamp|iso ?8601", {"type": "string", "format": "date-time"}),
    (r"date|yyyy-mm-dd", {"type": "string", "format": "date"}),
    (r"bool|boolean|true|false", {"type": "boolean"}),
    (r"int|integer|long|short|byte|bigint|u?int\d+", {"type": "integer"}),
    (r"float|double|number|numeric|decimal|bigdecimal", {"type": "number"}),
    (r"str|string|text|char|character", {"type": "string"}),
    (r"dict|map|object|record|any", {"type": "object"}),
    (r"null|none", {"type": "null"}),
)
_NAMED = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), one) for words, one in _TYPES]
_LIST = re.compile(
    r"\b(?:list|array|set|sequence|tuple|vec|iterable|collection)s?\b|\[\]", re.IGNORECASE
)
_ONE_OF = re.compile(r"\b(?:one of|either|literal|enum|allowed values?)\b[\s:,([]*", re.IGNORECASE)
_CHOICE = re.compile(r"[\w+#. -]{0,40}")  # of several with bars between them
_SLASHED = re.compile(r"\w{2,30}(?:/\w{2,30}){2,}")
_QUOTED = re.compile(r"""["'`]([^"'`]{1,80})["'`]""")
_SPLIT = re.compile(r"[,;|/]|\bor\b|\band\b")
_PLACEHOLDER = re.compile(r"^\s*(?:<.*>|\{.*\}.*|\[.*\]|\(.*\)|\.\.\.|…)\s*$", re.DOTALL)
_FLAG = frozenset(("is", "has", "can", "should", "was", "are"))
_FLAGS = frozenset(("valid", "flagged", "enabled", "success", "correct", "relevant", "urgent"))
_SINGULAR = re.compile(r"(?:ss|us|is|as|ics|news|series|status|address|yes)$")
_WHOLE = frozenset(("age", "year", "count", "quantity", "rating", "population"))
_PARTIAL = frozenset(("amount", "balance", "budget", "cost", "distance", "fee", "height", "price",
                      "salary", "subtotal", "tax", "temperature", "total", "weight"))  # fmt: skip
_BOUNDED = frozenset(("confidence", "probability", "score", "latitude", "longitude", "percentage",
                      "ratio"))  # fmt: skip
_MANY = re.compile(r"\b(?:of|exactly|with)\s+(\d{1,2})\b")


def of_words(text: str, key: str = "") -> Schema:
    """Return the schema of a value that is described: "list of strings", "one of: a, b"."""
    if choices := _choices(text):
        return {"enum": choices}
    inner = _type_in(text)
    if _LIST.search(text):
        return {"type": "array", "items": inner or of_key(_singular(key)), **_many(text)}
    if inner == {"type": "number"}:
        return of_key(key) if of_key(key)["type"] in ("integer", "number") else inner
    return inner or of_key(key)


def of_example(value: Any, key: str = "") -> Schema:
    """Return the schema of values like one that stands for them, decoded."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, (int, float)):
        return {"type": "integer" if isinstance(value, int) else "number"}
    if isinstance(value, dict):
        return of_keys({name: of_example(one, name) for name, one in value.items()})
    if isinstance(value, list):
        item = of_example(value[0], _singular(key)) if value else of_key(_singular(key))
        return {"type": "array", "items": item, "minItems": 1}
    return of_text(value, key) if isinstance(value, str) else of_key(key)


def of_text(text: str, key: str = "") -> Schema:
    """Return the schema of a string in an example: it may be a type, choices or a placeholder."""
    if choices := _choices(text):
        return {"enum": choices}
    words = text.split()
    is_type = 0 < len(words) <= 3 and all(map(_is_type, words))
    if is_type or _PLACEHOLDER.match(text):
        return of_words(text, key)
    return {"type": "string"}


def of_keys(properties: dict[str, Schema], optional: frozenset[str] = frozenset()) -> Schema:
    """Return the schema of an object that has these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def of_key(key: str) -> Schema:
    """Return the schema that a key's name suggests."""
    words = tokens_of(key)
    if words and (words[0] in _FLAG or words[-1] in _FLAGS):
        return {"type": "boolean"}
    if _WHOLE.intersection(words[-1:]):
        return {"type": "integer"}
    if _PARTIAL.intersection(words[-1:]):
        return {"type": "number"}
    if _BOUNDED.intersection(words[-1:]):
        least, most, _ = range_of(key)
        return {"type": "number", "minimum": least, "maximum": most}
    if key != _singular(key) and not (len(words) > 1 and kind_of(key) == "id"):
        return {"type": "array", "items": {"type": "string"}, "minItems": 1}
    return {"type": "string"}


def _many(text: str) -> Schema:
    """Return how long a list is that is described: as is said, else not empty."""
    match = _MANY.search(text)
    return {"minItems": int(match[1]), "maxItems": int(match[1])} if match else {"minItems": 1}


def _is_type(word: str) -> bool:
    return any(form.fullmatch(word) for form, _ in _NAMED)


def _type_in(text: str) -> Schema | None:
    found = [(match.start(), one) for form, one in _NAMED if (match := form.search(text))]
    usual = [one for one in found if one[1]["type"] != "null"] or found
    return dict(min(usual, key=lambda one: one[0])[1]) if usual else None


def _choices(text: str) -> list[str] | None:
    """Return the values of which one is to be chosen; None where there are none."""
    if asked := list(_ONE_OF.finditer(text)):
        rest = text[asked[-1].end() :].strip(" :)]")
        quoted = _QUOTED.findall(rest)
        found = quoted or [one.strip().strip(" []().\"'`") for one in _SPLIT.split(rest)]
    elif "|" in text and len(quoted := _QUOTED.findall(text)) > 1:
        found = quoted
    elif not (found := _words_between(text.strip(" <>()[]\"'"))):
        return None
    kept = [one for one in dict.fromkeys(found) if one]
    is_typed = all(map(_is_type, kept))
    return kept if len(kept) > 1 and not is_typed else None


def _words_between(text: str) -> list[str]:
    """Return words with bars or slashes between them; nothing of a text that is more than these."""
    parts = [one.strip() for one in text.split("|")]
    if len(parts) > 1 and all(map(_CHOICE.fullmatch, parts)):
        return parts
    return text.split("/") if _SLASHED.fullmatch(text) else []


def _singular(key: str) -> str:
    if len(key) < 4 or not key.endswith("s") or _SINGULAR.search(key):
        return key
    return key[:-3] + "y" if key.endswith("ies") else key[:-1]
