"""The ids of answers, as official clients tell them: where in a response they stand.

Most vendors name an answer in a header line. Where it has several, one of them is what their
clients show: at Azure `x-request-id`, whatever stands before it, the client's own id among that.
Gemini names it in the body alone.
"""

from __future__ import annotations

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.server.caller import RETRY_DELAY

# What is looked for first stands first. Where one of the first two stands, it is the one.
_SURE = b"\r\nx-request-id: ", b"\r\nrequest-id: "
_LINES = (
    *_SURE,
    b"\r\nx-amzn-RequestId: ",
    b"\r\nmistral-correlation-id: ",
    b"\r\nx-ds-trace-id: ",
    b"\r\nx-generation-id: ",
    b"\r\napim-request-id: ",
)
_HEAD_END = b"\r\n\r\n"
_LINE_END = b"\r\n"
# A text has its quotes escaped; a call's arguments may have such a member, but stand before it.
_MEMBER = b'"responseId":'
_QUOTE = b'"'
_OK = 200
# Stands for the member, where only an answer's header lines are at hand; it is never sent.
_NAMED = b"\r\nname-in-body: "


class AnswerIds:
    """Finds the ids of one worker's answers, most of which stand where the one before had it.

    Attributes:
        mark: what an id stands behind, if anything stands at `at`.
        at: where it stood last.
    """

    __slots__ = ("at", "mark")

    def __init__(self) -> None:
        self.mark, self.at = _SURE[0], 0

    def find(self, told: bytes) -> bytes:
        """Return the id in a response, or in its header lines; b"" for none."""
        if told.startswith(self.mark, self.at):
            return _line(told, self.at + len(self.mark))
        end = told.find(_HEAD_END)
        head = _LINE_END + (told if end < 0 else told[:end])
        for mark in _LINES:
            at = head.find(mark)
            if at >= 0:
                if at and mark in _SURE:
                    self.mark, self.at = mark, at - len(_LINE_END)
                return _line(head, at + len(mark))
        return _in_body(told, end) if end >= 0 else _in_fields(told)


def named_fields(answer: Whole | Events) -> bytes:
    """Return the header lines of an answer, with its name if only its body has that.

    Of an error whose body tells when to come again, all of it is returned.
    """
    if not answer.name:
        if isinstance(answer, Whole) and answer.status != _OK and RETRY_DELAY in answer.body:
            return b"%b%b%b" % (answer.fields, _LINE_END, answer.body)
        return answer.fields
    return b"%b%b%b" % (answer.fields.removesuffix(_LINE_END), _NAMED, answer.name)


def _in_body(response: bytes, start: int) -> bytes:
    at = response.rfind(_MEMBER, start)
    if at < 0:
        return b""
    begin = response.find(_QUOTE, at + len(_MEMBER)) + 1
    return response[begin : response.find(_QUOTE, begin)]


def _in_fields(fields: bytes) -> bytes:
    at = fields.find(_NAMED)
    return fields[at + len(_NAMED) :] if at >= 0 else b""


def _line(told: bytes, begin: int) -> bytes:
    end = told.find(_LINE_END, begin)
    return told[begin:] if end < 0 else told[begin:end]
