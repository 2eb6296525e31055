"""The Sanic application of one worker."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Generator, Iterator
from time import monotonic_ns
from types import SimpleNamespace
from typing import Any

from sanic import Sanic
from sanic.config import Config
from sanic.constants import HTTP_METHODS

from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.server import heap, sanic_errors, sanic_lane
from sanic_mock.server.access_log import AccessLog
from sanic_mock.server.controller import Controller
from sanic_mock.server.exported_spans import SpanExport, otlp_provider
from sanic_mock.server.follower import Follower
from sanic_mock.server.ledger_follower import LedgerFollower
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.request_head import MAX_HEAD
from sanic_mock.server.sanic_request import AnswerableRequest
from sanic_mock.server.unzip_budget import UnzipBudget
from sanic_mock.server.watcher import Watcher
from sanic_mock.server.worker import Worker, shared_state
from sanic_mock.server.wrong_scheme import SchemeLog
from sanic_mock.settings import Settings
from sanic_mock.shared.ledger import SharedLedger
from sanic_mock.shared.state import SharedState

NAME = "sanic-mock"
IDLE_S = 120
# Sanic closes what it believes to be stuck; a planned wait may take this long.
LONGEST_PLAN_S = 24 * 3600


class _Nothing(Awaitable[None]):
    """What is done already."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


_NOTHING = _Nothing()


class App(Sanic[Config, SimpleNamespace]):
    """An app of which nobody hears what each request has come to.

    Sanic would compile a dozen methods anew without these signals at each start, which takes a
    tenth of its time; with them, a request costs twice as much.
    """

    def dispatch(self, event: str, **how: Any) -> Any:
        """Dispatch the signals of the app itself."""
        return _NOTHING if event.startswith("http.") else super().dispatch(event, **how)


def create_app(
    settings: Settings, shared: SharedState | None = None, number: int = 0, name: str = NAME
) -> App:
    """Return an app that answers once it has started; building it costs nothing.

    Args:
        settings: what to be.
        shared: what it has in common with other processes; None shares nothing.
        number: which of the workers this is.
        name: of the app, among all of this process.
    """
    app = App(name, configure_logging=False, strict_slashes=True, request_class=AnswerableRequest)
    app.config.update(
        ACCESS_LOG=False,
        FALLBACK_ERROR_FORMAT="json",
        GRACEFUL_SHUTDOWN_TIMEOUT=settings.grace_s,
        KEEP_ALIVE_TIMEOUT=IDLE_S,
        REQUEST_MAX_HEADER_SIZE=MAX_HEAD,
        REQUEST_MAX_SIZE=settings.max_body_bytes,
        REQUEST_TIMEOUT=LONGEST_PLAN_S,  # http1 has a limit for all of a head
        RESPONSE_TIMEOUT=LONGEST_PLAN_S,
        TOUCHUP=False,  # see App
    )
    logging.getLogger("sanic").setLevel(logging.WARNING)
    app.ctx.settings = settings
    app.ctx.shared = shared or _shared_with_nobody(settings)
    app.ctx.number = number
    app.ctx.shortage = None
    app.ctx.onlooker = None
    app.ctx.owns_process = True
    app.ctx.there = None
    app.ctx.unzip_budget = UnzipBudget()
    app.ctx.scheme_log = SchemeLog()
    app.ctx.watcher = None
    app.ctx.followers = ()
    app.before_server_start(_start)
    app.after_server_start(_start_threads)
    app.before_server_stop(_release)
    app.after_server_stop(_stop)
    _add_routes(app)
    return app


def _shared_with_nobody(settings: Settings) -> SharedState:
    shared = shared_state(settings, 1)
    shared.ready.set(monotonic_ns())  # nobody else will say so
    return shared


def _add_routes(app: App) -> None:
    """Send every request to one handler: which path is whose, vendors know, and nobody else."""
    for path in ("/", "/<path:path>"):  # for a format that is not given, Sanic reads the source
        app.add_route(sanic_lane.answer, path, methods=HTTP_METHODS, name=path, error_format="json")
    app.exception(Exception)(sanic_errors.failed)
    app.on_response(sanic_lane.allow_origin)  # type: ignore[no-untyped-call]


async def _start(app: App) -> None:
    ctx = app.ctx
    ctx.pacer = Pacer(asyncio.get_running_loop())
    config = ctx.shared.config
    ctx.controller = controller = Controller(ctx.shared, ctx.settings)
    ctx.follower = follower = Follower(config, ctx.number, ctx.settings, controller.end_due)
    ctx.worker = worker = Worker(
        follower.settings, ctx.pacer, ctx.shared, ctx.number, ctx.shortage, ctx.onlooker, controller
    )
    worker.start()
    follower.start(worker)
    if ctx.owns_process:
        heap.collect_and_trim()
        gc.freeze()  # what start has made is never garbage, and need not be looked at


async def _start_threads(app: App) -> None:
    """Start what runs beside the loop, when no process is forked any more."""
    ctx = app.ctx
    if ctx.settings.watch and ctx.number == 0:
        ctx.watcher = Watcher(ctx.controller)
        await asyncio.to_thread(ctx.watcher.start)
    if ctx.owns_process and ctx.shared.ledger is not None:
        ctx.followers = tuple(_followers(ctx, ctx.shared.ledger))
        for one in ctx.followers:
            one.start()


async def _release(app: App) -> None:
    """Let what is frozen be answered before the end."""
    app.ctx.worker.release()


async def _stop(app: App) -> None:
    app.ctx.follower.close()
    if app.ctx.watcher is not None:
        app.ctx.watcher.stop()
    app.ctx.pacer.close()
    app.ctx.worker.close()
    for one in app.ctx.followers:
        one.close()


def _followers(ctx: SimpleNamespace, ledger: SharedLedger) -> Iterator[LedgerFollower]:
    """Yield who passes on what this process has recorded."""
    observe, row, worker = ctx.settings.observe, ctx.number, ctx.worker
    if observe.access_log != "off":
        yield AccessLog(LedgerReader(ledger), row, observe.access_log)
    if observe.otel:
        yield SpanExport(
            LedgerReader(ledger), row, otlp_provider(), lambda head: worker.router.provider(head)
        )
