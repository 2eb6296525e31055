"""Commands whose rooms are imported when they are run, as no other needs these."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.invocation import Invocation


def show_requests(call: Invocation) -> int:
    """Print what became of the last requests of a running server; see sanic_mock.control."""
    from sanic_mock.control import requests

    return requests.show_requests(call)


def show_report(call: Invocation) -> int:
    """Print what a running server testifies of its clients; see sanic_mock.control."""
    from sanic_mock.control import report

    return report.show_report(call)


def show_usage(call: Invocation) -> int:
    """Print what a running server has billed; see sanic_mock.control."""
    from sanic_mock.control import report

    return report.show_usage(call)


def check_assertions(call: Invocation) -> int:
    """Say whether assertions on a running server are true; see sanic_mock.control."""
    from sanic_mock.control import asserting

    return asserting.check_assertions(call)


def deploying(what: str) -> Callable[[Invocation], int]:
    """Return what prints the files of one kind of machine; see sanic_mock.deploy."""

    def run(call: Invocation) -> int:
        from sanic_mock.deploy.command import deploy

        return deploy(call, what)

    return run


def controlling(name: str) -> Callable[[Invocation], int]:
    """Return what asks a running server; see sanic_mock.control."""

    def run(call: Invocation) -> int:
        from sanic_mock.control.command import control

        return control(call, name)

    return run


def import_answers(call: Invocation) -> int:
    """Print what another mock's file comes to; see sanic_mock.fixtures."""
    from sanic_mock.fixtures import command

    return command.import_answers(call)
