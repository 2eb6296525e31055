"""Batches: many requests that nobody waits for."""
