"""vLLM's own metrics, for routers and autoscalers that read them, where a profile has its load.

Names and labels: docs.vllm.ai, "Metrics" (V1). Of these the endpoint picker of Kubernetes' gateway
and llm-d's scorers read what runs, what waits, the cache's usage and its blocks; vLLM's router
reads hits of the prefix cache, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanic_mock.dialects.control.exposition import HistogramValue, MetricFamily
from sanic_mock.dialects.operation import State
from sanic_mock.ledger.counting import SUMS, Totals
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.spans import EDGES, SPANS, histogram

_SUMS = (
    ("vllm:prompt_tokens_total", "prompt", "Number of prefill tokens processed."),
    ("vllm:generation_tokens_total", "completion", "Number of generation tokens processed."),
    ("vllm:prefix_cache_queries_total", "prompt", "Prefix cache queries, in queried tokens."),
    ("vllm:prefix_cache_hits_total", "cached", "Prefix cache hits, in cached tokens."),
)
_SPANS = (
    ("vllm:time_to_first_token_seconds", "ttft", "Histogram of time to first token in seconds."),
    ("vllm:inter_token_latency_seconds", "tpot", "Histogram of inter-token latency in seconds."),
    (
        "vllm:request_time_per_output_token_seconds",
        "tpot",
        "Histogram of time_per_output_token_seconds per request.",
    ),
    ("vllm:e2e_request_latency_seconds", "total", "Histogram of e2e request latency in seconds."),
)


def vllm_families(state: State, sums: Mapping[Series, Totals]) -> Iterator[MetricFamily]:
    """Yield what an engine tells of itself; it serves one model, whatever requests name."""
    name = state.settings.model or state.settings.profile
    labels = {"model_name": name, "engine": "0"}
    running, waiting = state.level("inflight"), state.level("queued")
    yield MetricFamily(
        "vllm:num_requests_running",
        "gauge",
        "Number of requests in model execution batches.",
        [(labels, max(0, running - waiting))],
    )
    yield MetricFamily(
        "vllm:num_requests_waiting",
        "gauge",
        "Number of requests waiting to be processed.",
        [(labels, waiting)],
    )
    yield MetricFamily(
        "vllm:kv_cache_usage_perc",
        "gauge",
        "KV-cache usage. 1 means 100 percent usage.",
        [(labels, _usage(state, running - waiting))],
    )
    yield from _cache(state, labels)
    total = Totals()
    for series, totals in sums.items():
        if series.model and series.status == 200:
            total.join(totals)
    yield from _counted(labels, total)


def _cache(state: State, labels: Mapping[str, str]) -> Iterator[MetricFamily]:
    """Yield how the cache is laid out, where the profile has one."""
    load = state.settings.load
    if load.cache_blocks:
        blocks = load.cache_blocks * state.settings.workers
        layout = {"block_size": str(load.cache_block_tokens), "num_gpu_blocks": str(blocks)}
        config = {"engine": labels["engine"], **layout, "enable_prefix_caching": "True"}
        doc = "Information of the LLMEngine CacheConfig"
        yield MetricFamily("vllm:cache_config_info", "gauge", doc, [(config, 1)])


def _counted(labels: Mapping[str, str], total: Totals) -> Iterator[MetricFamily]:
    for name, summed, doc in _SUMS:
        yield MetricFamily(name, "counter", doc, [(labels, total.sums[SUMS.index(summed)])])
    finished = {**labels, "finished_reason": "stop"}
    doc = "Count of successfully processed requests."
    yield MetricFamily("vllm:request_success_total", "counter", doc, [(finished, total.sums[0])])
    for name, span, doc in _SPANS if total.spans else ():
        value = HistogramValue(EDGES, *histogram(total.spans, SPANS.index(span)))
        yield MetricFamily(name, "histogram", doc, [(labels, value)])


def _usage(state: State, running: int) -> float:
    """Return the share of slots that are taken: each stands for as much of the cache."""
    slots = state.settings.load.slots * state.settings.workers
    return round(min(1.0, max(0, running) / slots), 4) if slots else 0.0
