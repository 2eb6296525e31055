"""Reads PDFs by pypdf, which nobody else imports: it is loaded as the first PDF comes.

Its own limits bound each stream, table and tree; what they leave is bounded by asking whoever waits
before each object and page, and at some operators and reads of the file, whether the time is over.
`Overdue` is no Exception, as pypdf goes on where it meets one of these.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from pkgutil import walk_packages

import pypdf
from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.generic import IndirectObject, PdfObject

MOST_PAGES = 20_000
# Of one stream as it is inflated; of the operators and operands of one page's.
MOST_INFLATED = 1 << 20
MOST_PARSED = 200_000
_DEEPEST = 64
_MOST_MEMBERS = 50_000
_MOST_FORMS = 500
_READS_BETWEEN = 1024
_OPERATORS_BETWEEN = 256

LIMITS = Configuration(
    maximum_declared_stream_length=1 << 26,
    array_based_stream_maximum_output_length=MOST_INFLATED,
    array_maximum_element_count=_MOST_MEMBERS,
    dictionary_maximum_element_count=_MOST_MEMBERS,
    lzw_maximum_output_length=MOST_INFLATED,
    run_length_maximum_output_length=MOST_INFLATED,
    zlib_maximum_output_length=MOST_INFLATED,
    zlib_maximum_recovery_input_length=1 << 16,
    stream_filters_maximum_length=4,
    stream_decoding_work_maximum_length=4 * MOST_INFLATED,
    stream_parsing_work_maximum_count=MOST_PARSED,
    page_tree_maximum_entries=MOST_PAGES,
    page_tree_maximum_depth=_DEEPEST,
    page_tree_maximum_page_entries=16 * MOST_PAGES,
    xform_maximum_invocations_per_extraction=_MOST_FORMS,
    jbig2dec_binary=None,
    disable_legacy_handling=True,
)

_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)


def _is_of_others(record: logging.LogRecord) -> bool:
    return not _is_reading.get()


# Warnings of what is broken in a client's file are of no use to a server's log; whoever else reads
# PDFs in this process, as tests do, has theirs. What a logger filters, those below it do not.
for _one in walk_packages(pypdf.__path__, "pypdf."):
    logging.getLogger(_one.name).addFilter(_is_of_others)


class Overdue(BaseException):
    """The time for a file has passed."""


class EncryptedError(Exception):
    """A file is encrypted, and is not read."""


def read(
    data: bytes, most_letters: int, is_over: Callable[[], bool]
) -> tuple[int, str, float] | None:
    """Return how many pages a file has, their text, and what part of the pages that is of.

    Args:
        data: the file.
        most_letters: pages are read until their text has so many, and it is cut there.
        is_over: whether the time for it has passed.

    Returns:
        None where it is broken or encrypted, or the time passes before its pages are found.
    """
    with apply_configuration(LIMITS), _quietly():
        try:
            reader = _BoundReader(data, is_over)
            pages = len(reader.pages)
        except (Exception, Overdue):
            return None
        texts = list(_up_to(most_letters, reader.texts()))
    text, share = "\n".join(filter(None, texts)), len(texts) / pages if texts else 1.0
    if len(text) > most_letters:
        text, share = text[:most_letters], share * most_letters / len(text)
    return max(1, pages), text, share


@contextmanager
def _quietly() -> Iterator[None]:
    token = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(token)


def _up_to(most_letters: int, texts: Iterator[str]) -> Iterator[str]:
    """Yield texts up to the one with the last of so many letters, or until the time has passed."""
    letters = 0
    with suppress(Overdue):
        for text in texts:
            yield text
            letters += len(text)
            if letters >= most_letters:
                return


class _BoundReader(PdfReader):
    """Reads a file as long as it may; raises Overdue afterwards, anything where it is broken."""

    def __init__(self, data: bytes, is_over: Callable[[], bool]) -> None:
        self._is_over, self._operators = is_over, 0
        file = _WatchedFile(data, self._go_on)
        super().__init__(file, root_object_recovery_limit=_DEEPEST)

    def _go_on(self) -> None:
        if self._is_over():
            raise Overdue

    @property
    def is_encrypted(self) -> bool:
        """False; raises EncryptedError."""
        if "/Encrypt" in self.trailer:
            raise EncryptedError
        return False

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """See PdfReader."""
        self._go_on()
        return super().get_object(indirect_reference)

    def texts(self) -> Iterator[str]:
        """Yield the text of each page that can be read."""
        for page in self.pages:
            self._go_on()
            with suppress(Exception):
                yield page.extract_text(visitor_operand_before=self._note_operator)

    def _note_operator(self, *_: object) -> None:
        self._operators += 1
        if not self._operators % _OPERATORS_BETWEEN:
            self._go_on()


class _WatchedFile(BytesIO):
    """A file that asks again and again whether it may be read on."""

    def __init__(self, data: bytes, go_on: Callable[[], None]) -> None:
        super().__init__(data)
        self._go_on, self._reads = go_on, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """See BytesIO."""
        self._reads += 1
        if not self._reads % _READS_BETWEEN:
            try:
                self._go_on()
            except RecursionError:  # else pypdf goes on, a thousand calls deep
                raise Overdue from None
        return super().read(size)
