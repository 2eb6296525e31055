"""sanic-mock's own API, as one more vendor: what it is, whether it lives, whether to trust it."""
