"""Rules of traffic: which of a profile's rules a request fits, by its head, then by its body."""
