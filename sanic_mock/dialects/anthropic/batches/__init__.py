"""Message batches: many requests that nobody waits for."""
