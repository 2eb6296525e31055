"""Measures the server: `python -m tests.bench` for throughput, `python -m tests.bench time`."""
