"""A span of OpenTelemetry for each answer of a model, as a collector is sent it."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sanic_mock.ledger.memory import make_ledger
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.ledger.record import AnswerRecord
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.server.exported_spans import FIRST_TOKEN, SpanExport
from tests.processes import wait_until
from tests.requests import chat, post
from tests.talking import ask, serving_quietly

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
AZURE = "/p/fast/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
MS = 1_000_000
KEY = "Authorization: Bearer sk-abcdefghijklmnopqrstuvwx"


def exported(series: Series, record: AnswerRecord) -> tuple[ReadableSpan, ...]:
    """Return the spans of one recorded answer."""
    ledger, exporter, provider = make_ledger(1, 30), InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    export = SpanExport(LedgerReader(ledger), 0, provider, lambda head: head.path)
    writer = LedgerWriter(ledger, 0)
    writer.write(record._replace(series=writer.entry(series)))
    export.flush()
    return exporter.get_finished_spans()


CHAT = Series("/v1/chat/completions", "sk-***uvwx", "gpt-4o", "fast")
TIMED = AnswerRecord(
    *(1_800_000_000.0, bytes(64), 0, 11, 7, 3, 900),
    *(0, 7, 0, 1, 50 * MS, 49 * MS, 20 * MS, 19 * MS, MS),
)


def test_a_stream_is_a_span_with_its_first_token() -> None:
    (span,) = exported(CHAT, TIMED)
    assert (span.name, span.kind.name, span.parent) == ("chat gpt-4o", "SERVER", None)
    assert span.start_time == 1_800_000_000 * 10**9
    assert span.end_time == span.start_time + 50 * MS
    attributes = dict(span.attributes or {})
    assert attributes["gen_ai.provider.name"] == CHAT.endpoint  # who answers is told by its head
    assert attributes["gen_ai.usage.input_tokens"] == 11
    assert attributes["gen_ai.usage.output_tokens"] == 7
    assert attributes["http.response.status_code"] == 200
    (event,) = span.events
    assert (event.name, event.timestamp) == (FIRST_TOKEN, span.start_time + 20 * MS)


@pytest.mark.parametrize(
    ("series", "error"),
    [
        (CHAT._replace(status=429), "429"),
        (CHAT._replace(ending="left"), "left"),
        (CHAT._replace(ending="faulted", fault="cut"), "faulted"),
    ],
)
def test_what_went_wrong_is_an_error(series: Series, error: str) -> None:
    (span,) = exported(series, TIMED)
    assert span.status.status_code.name == "ERROR"
    assert (span.attributes or {})["error.type"] == error


def test_what_no_model_answers_is_no_span() -> None:
    assert exported(Series("/v1/models"), TIMED) == ()


def test_no_key_is_in_a_span() -> None:
    (span,) = exported(CHAT, TIMED)
    assert "uvwx" not in span.to_json()


@contextmanager
def collecting() -> Iterator[tuple[str, list[Span]]]:
    """Collect spans as a collector of OTLP over HTTP does; yields its address, and the spans."""
    spans: list[Span] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                content = gzip.decompress(content)
            sent = ExportTraceServiceRequest.FromString(content)
            scopes = (scope for one in sent.resource_spans for scope in one.scope_spans)
            spans.extend(span for scope in scopes for span in scope.spans)
            body = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", spans
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_collector_gets_spans_in_the_trace_that_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    profile = tmp_path / "spans.yaml"
    profile.write_text("ttft: {base: 5ms}\ntokens: {output: 4}\nobserve: {otel: true}\n")
    flags = ("-seed", "7", "-profile", str(profile), "-workers", str(workers))
    with collecting() as (address, spans):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        with serving_quietly(*flags, is_forked=False) as server:
            traced = f"traceparent: 00-{TRACE}-{PARENT}-01"
            ask(server, post(chat("traced", stream=True), traced, KEY))
            ask(server, post(chat("untraced"), path=AZURE))
            wait_until(lambda: len(spans) == 2)
    inside, outside = sorted(spans, key=lambda one: one.start_time_unix_nano)
    assert (inside.trace_id.hex(), inside.parent_span_id.hex()) == (TRACE, PARENT)
    assert (outside.trace_id.hex() != TRACE, outside.parent_span_id) == (True, b"")
    (event,) = inside.events
    assert event.name == FIRST_TOKEN
    assert event.time_unix_nano - inside.start_time_unix_nano >= 5 * MS
    assert inside.name == "chat gpt-4o-mini"
    assert (_provider(inside), _provider(outside)) == ("openai", "azure.ai.openai")
    assert "abcdefgh" not in str(inside)


def _provider(span: Span) -> str:
    found = {one.key: one.value.string_value for one in span.attributes}
    return str(found["gen_ai.provider.name"])


def test_the_last_spans_are_sent_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "spans.yaml"
    profile.write_text("observe: {otel: true}\n")
    with collecting() as (address, spans):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        with serving_quietly("-profile", str(profile), is_forked=False) as server:
            ask(server, post(chat("the last")))
        assert len(spans) == 1


def test_nothing_is_imported_where_no_spans_are_wanted() -> None:
    code = (
        "import sys; import sanic_mock.server.app; "
        "sys.exit(any(one.startswith('opentelemetry') for one in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
