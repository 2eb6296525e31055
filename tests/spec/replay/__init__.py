"""Recorded exchanges of real clients, sent again and compared; what it counts: ../README.md."""
