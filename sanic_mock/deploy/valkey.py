"""Valkey as it is deployed beside the servers: nothing of it is kept when it ends."""

VALKEY_IMAGE = "valkey/valkey:8-alpine"
VALKEY_PORT = 6379
#: What it is started with, so that it never writes a file.
FORGETFUL = ["--save", "", "--appendonly", "no"]
