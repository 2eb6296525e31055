"""A span of OpenTelemetry for each answer of a model, made of what one process has recorded.

Names are those of the semantic conventions for generative AI (opentelemetry.io, "GenAI spans",
in development). Where spans go is the SDK's to know, which reads the usual OTEL_* variables. It
takes 0.3 s to be imported, so nobody imports it but here, where spans are wanted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sanic_mock import __version__
from sanic_mock.dialects.paths import fitting_end
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import StartError
from sanic_mock.ledger.caller import CallerRecord
from sanic_mock.ledger.reader import Entry, LedgerReader
from sanic_mock.server.ledger_follower import LedgerFollower
from sanic_mock.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider

SERVICE = "sanic-mock"
#: The event of a stream's first write.
FIRST_TOKEN = "gen_ai.first_token"
_NS = 1e9
_OPERATIONS = (
    ("/chat/completions", "chat"),
    ("/responses", "chat"),
    ("/messages", "chat"),
    ("/converse", "chat"),
    ("/converse-stream", "chat"),
    ("/api/chat", "chat"),
    ("/completions", "text_completion"),
    ("/api/generate", "text_completion"),
    ("/embeddings", "embeddings"),
    ("/api/embed", "embeddings"),
    (":embedContent", "embeddings"),
    (":batchEmbedContents", "embeddings"),
    (":predict", "embeddings"),
)
_PROVIDER = "gen_ai.provider.name"
_TRACE_FIELDS = ("traceparent", "tracestate")


def check_sdk(settings: Settings) -> None:
    """Raise StartError where spans are wanted, and what exports them is not installed."""
    if settings.observe.otel:
        try:
            import opentelemetry.exporter.otlp.proto.http
            import opentelemetry.sdk.trace  # noqa: F401
        except ImportError:
            raise StartError(
                "observe.otel needs OpenTelemetry's SDK: pip install 'sanic-mock[otel]'"
            ) from None


def otlp_provider() -> TracerProvider:
    """Return what exports spans by OTLP over HTTP, as OTEL_* variables say."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    is_named = "OTEL_SERVICE_NAME" in os.environ or "service.name" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    resource = Resource.create({} if is_named else {"service.name": SERVICE})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class SpanExport(LedgerFollower):
    """Makes a span of each answer of a model.

    Args:
        reader: of the ledger.
        row: whose answers.
        provider: exports them.
        answerer: returns what is called who answers a request, by its head.
    """

    def __init__(
        self,
        reader: LedgerReader,
        row: int,
        provider: TracerProvider,
        answerer: Callable[[RequestHead], str],
    ) -> None:
        super().__init__(reader, row, "sanic-mock-otel")
        from opentelemetry.trace import SpanKind, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider, self._answerer = provider, answerer
        self._tracer = provider.get_tracer("sanic_mock", __version__)
        self._extract = TraceContextTextMapPropagator().extract
        self._kind, self._error = SpanKind.SERVER, StatusCode.ERROR

    def close(self) -> None:
        """Tell of all that are left, and export them, if somebody takes them."""
        super().close()
        self._provider.shutdown()

    def tell(self, entries: Sequence[Entry], missed: int) -> None:
        """See LedgerFollower."""
        for entry in entries:
            if entry.series.model:
                self._export(entry, self._reader.caller(entry))

    def _export(self, entry: Entry, caller: CallerRecord | None) -> None:
        series, record = entry.series, entry.record
        operation, start_ns = _operation(series.endpoint), round(entry.time_s * _NS)
        span = self._tracer.start_span(
            f"{operation} {series.model}",
            self._parent(caller),
            self._kind,
            {_PROVIDER: self._answerer(_head(entry, caller))}
            | dict(_attributes(entry, operation, caller)),
            start_time=start_ns,
        )
        if record.is_stream and record.first_ns:
            ttft = {"gen_ai.response.time_to_first_token": record.first_ns / _NS}
            span.add_event(FIRST_TOKEN, ttft, start_ns + record.first_ns)
        if series.status >= 400 or series.ending != "completed":
            span.set_status(self._error, series.ending)
        span.end(start_ns + record.took_ns)

    def _parent(self, caller: CallerRecord | None) -> Context:
        fields = {} if caller is None else caller.fields()
        return self._extract({name: fields[name] for name in _TRACE_FIELDS if name in fields})


def _head(entry: Entry, caller: CallerRecord | None) -> RequestHead:
    """Return what is known of a request's head, without the prefix that chose its profile."""
    endpoint = entry.series.endpoint
    if caller is None:
        return RequestHead("POST", endpoint)
    path, query = caller.target()
    return RequestHead("POST", fitting_end(path, endpoint), query, caller.fields())


def _operation(endpoint: str) -> str:
    return next((name for end, name in _OPERATIONS if endpoint.endswith(end)), "generate_content")


def _attributes(
    entry: Entry, operation: str, caller: CallerRecord | None
) -> Iterator[tuple[str, Any]]:
    """Yield what is told of an answer: no key, and no text."""
    series, record = entry.series, entry.record
    yield "gen_ai.operation.name", operation
    yield "gen_ai.request.model", series.model
    yield "gen_ai.response.model", series.model
    yield "gen_ai.usage.input_tokens", record.prompt
    yield "gen_ai.usage.output_tokens", record.completion
    yield "gen_ai.usage.cache_read.input_tokens", record.cached
    yield "http.request.method", "POST"
    yield "http.route", series.endpoint
    yield "http.response.status_code", series.status
    yield "sanic_mock.profile", series.profile
    yield "sanic_mock.ending", series.ending
    yield "sanic_mock.sent_pieces", record.sent
    if series.fault:
        yield "sanic_mock.fault", series.fault
    if series.status >= 400 or series.ending != "completed":
        yield "error.type", str(series.status) if series.status >= 400 else series.ending
    if caller is not None and caller.request_id:
        yield "sanic_mock.request_id", caller.request_id
