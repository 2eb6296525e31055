"""Limits: buckets of requests and tokens, budgets of a day, and requests at once; all pure."""
