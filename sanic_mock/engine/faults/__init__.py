"""Faults that are injected on order, a file each; `table` lists them, `drawing` chooses."""
