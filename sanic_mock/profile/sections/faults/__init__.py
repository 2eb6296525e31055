"""Faults on order: what each may say. What each does is `engine.faults`, a file each.

An entry says what (`type` and its own keys), when (`p`, or counted requests) and where.
Entries with a `p` below 1 are alternatives, of which a request gets at most one, so that each has
exactly its share; all others are added, in the order in which they are written.

There is a file for each duty; `table` lists all, and `conflicts` tells what can never come to be.
"""
