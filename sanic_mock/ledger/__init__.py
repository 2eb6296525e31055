"""What became of requests: the last of them one by one, and sums of all, over every worker.

Each process packs a record of each answer into a ring that all of them share (`shared.records`),
and counts a quarter of that in one go (`counting`) into sums (`shared.tallies`). Who reads adds
what is in the rings and not in the sums yet, so sums are exact at any moment, also those of a
worker that was killed. `writer` is one process's hand, `reader` everybody's eye.
"""
