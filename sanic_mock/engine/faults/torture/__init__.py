"""Torture: an answer as no parser likes it, and as nearly every parser meets it one day.

`stage` puts the ways together. Most of them say the same in other bytes, which HTTP and server-sent
events allow, so a client reads what it would have read; some take something away or break it.
Each way that is about events changes one event after the other, in an order that is drawn.
"""
