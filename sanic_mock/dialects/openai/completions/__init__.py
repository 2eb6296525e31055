"""The legacy completions endpoint."""
