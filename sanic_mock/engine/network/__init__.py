"""The network between a server and its clients: stages that hold bytes back, and nothing else.

    coalescing -> bandwidth -> delay -> jitter -> loss -> slicing

The server joins what it writes, its link takes time for each byte and the way for each write, what
is lost comes again, and routers cut. What a connection keeps between its answers is a `Link`, what
a profile says a `LinkModel`. All of it is a function of the parts' own times, of the
request's chance and of what the link carried before. What needs packets of its own (lost SYNs,
reordering, slow start) is not to be had here.
"""
