"""Prometheus' text format: what is written is what its own library reads."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from sanic_mock.dialects.control.exposition import HistogramValue, MetricFamily, exposed


def test_labels_may_hold_anything() -> None:
    value = 'a "quoted" \\ one\nwith lines, {braces} and ü'
    text = exposed([MetricFamily("x_total", "counter", "Doc.", [({"of": value}, 3)])]).decode()

    (family,) = text_string_to_metric_families(text)

    assert [(one.labels, one.value) for one in family.samples] == [({"of": value}, 3)]


def test_a_histograms_buckets_add_up() -> None:
    value = HistogramValue((1_000_000, 2_500_000_000), (2, 3, 1), 4_000_000_000)
    text = exposed([MetricFamily("t_seconds", "histogram", "Doc.", [({"m": "a"}, value)])])

    (family,) = text_string_to_metric_families(text.decode())

    assert [(one.name, one.labels.get("le"), one.value) for one in family.samples] == [
        ("t_seconds_bucket", "0.001", 2),
        ("t_seconds_bucket", "2.5", 5),
        ("t_seconds_bucket", "+Inf", 6),
        ("t_seconds_sum", None, 4),
        ("t_seconds_count", None, 6),
    ]


def test_what_has_no_values_is_left_out() -> None:
    assert b"x" not in exposed([MetricFamily("x_total", "counter", "Doc.", [])])
