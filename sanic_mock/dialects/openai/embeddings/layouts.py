"""How embeddings are laid out: in one line of JSON, or as until May 2026 [replay-2026].

The oldest model's are so still: six of six in July and August had the order of members, and the
fields. That they stand on many lines is taken from that; their recorder wrote JSON anew
[cassettes-2026].
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

_START = b'{"object":"list","data":['
_ITEM = b'{"object":"embedding","embedding":%b,"index":%d}'
_END = b'],"model":%b,"usage":{"prompt_tokens":%d,"total_tokens":%d}}'

_INDENTED_START = b'{\n  "object": "list",\n  "data": ['
_INDENTED_ITEM = b"""
    {
      "object": "embedding",
      "index": %d,
      "embedding": %b
    }"""
_INDENTED_END = b"""],
  "model": %b,
  "usage": {
    "prompt_tokens": %d,
    "total_tokens": %d
  }
}
"""
_INDENT = b"\n        "
_OLDEST_MODEL = "text-embedding-ada-002"
# Beside the fields of chat.
_FIELDS = b"access-control-allow-origin: *\r\nopenai-model: %b\r\n"
_UNPRINTABLE = dict.fromkeys((*range(32), 127), "?")


class OneLine:
    """One line."""

    def items(self, rendered: Iterable[bytes]) -> bytes:
        """Return the items of `data`."""
        return b",".join(_ITEM % (one, number) for number, one in enumerate(rendered))

    def array(self, numbers: bytes) -> bytes:
        """Return a vector, whose numbers are there with commas between them."""
        return b"[%b]" % numbers

    def body(self, items: bytes, name: bytes, tokens: int) -> bytes:
        """Return an answer; `name` is the model's, in JSON."""
        return b"".join((_START, items, _END % (name, tokens, tokens)))

    def fields(self, name: bytes) -> bytes:
        """Return the header lines that other endpoints do not have."""
        return b""


ONE_LINE = OneLine()


class Indented(OneLine):
    """A line for each member and number, and two more header fields."""

    def items(self, rendered: Iterable[bytes]) -> bytes:
        """See OneLine."""
        items = b",".join(_INDENTED_ITEM % numbered for numbered in enumerate(rendered))
        return items + b"\n  " if items else b""

    def array(self, numbers: bytes) -> bytes:
        """See OneLine."""
        return b"[%b%b\n      ]" % (_INDENT, numbers.replace(b",", b"," + _INDENT))

    def body(self, items: bytes, name: bytes, tokens: int) -> bytes:
        """See OneLine."""
        return b"".join((_INDENTED_START, items, _INDENTED_END % (name, tokens, tokens)))

    def fields(self, name: bytes) -> bytes:
        """See OneLine."""
        shown = msgspec.json.decode(name, type=str).translate(_UNPRINTABLE)
        return _FIELDS % shown.encode("ascii", "replace")


class Layouts:
    """The layout of each model's embeddings.

    Args:
        usual: of all but the oldest.
    """

    def __init__(self, usual: OneLine) -> None:
        self._usual, self._oldest = usual, Indented()

    def of(self, model: str) -> OneLine:
        """Return how the embeddings of a model are laid out."""
        return self._oldest if model.startswith(_OLDEST_MODEL) else self._usual
