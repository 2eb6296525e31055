"""`python -m sanic_mock` is the `sanic-mock` command."""

from sanic_mock.cli import run

if __name__ == "__main__":
    run()
