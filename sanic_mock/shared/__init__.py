"""What workers have in common: made before they are forked, right whichever of them answers.

Counters have a row for each worker and no lock; the store has one lock, held for microseconds; a
generation word says which configuration all are to follow. Nothing here knows what is kept in it.
"""
