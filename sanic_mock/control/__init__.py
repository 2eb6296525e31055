"""The command `sanic-mock control`: reads and changes a server that runs."""
