"""`python -m sanic_mock` is the `sanic-mock` command, and both begin here."""

from sanic_mock.server.stopping import note_early_signals

note_early_signals()  # a server is to be stopped in order however early it is told to

from sanic_mock.cli import run  # noqa: E402, what it imports takes long

if __name__ == "__main__":
    run()
