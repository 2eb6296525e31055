"""The image: what is installed is built apart, and runs as nobody with nothing to write to."""

from __future__ import annotations

import json

from sanic_mock import __version__
from sanic_mock.deploy.planned import FOLDER, PORT, PlannedServer

# Debian's slim image of the last Python but one: every package has a wheel for it.
BASE = "python:3.13-slim"
#: "nobody" of images that have no users of their own.
USER = 65532
VENV = "/opt/sanic-mock"
#: What asks a server in a container whether it lives; slim images have no curl.
HEALTH = (
    f"{VENV}/bin/python",
    "-c",
    f"import urllib.request as r; r.urlopen('http://127.0.0.1:{PORT}/health', timeout=2)",
)

_DOCKERFILE = """\
# sanic-mock {version}; made by: sanic-mock deploy docker
#   docker build -t {image} .
#   docker run --rm -p {port}:{port} {image}
# Of a checkout instead of the published package:
#   docker build --build-arg PACKAGE=/source -t {image} .

FROM {base} AS build
ARG PACKAGE="sanic-mock{extra}=={version}"
WORKDIR /source
COPY . .
RUN python -m venv {venv} && {venv}/bin/pip install --no-cache-dir "$PACKAGE"

FROM {base}
COPY --from=build {venv} {venv}
{files}ENV SANIC_MOCK_HOST=0.0.0.0 SANIC_MOCK_PORT={port} PYTHONDONTWRITEBYTECODE=1
USER {user}:{user}
EXPOSE {port}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD {health}
ENTRYPOINT ["{venv}/bin/sanic-mock"]
CMD {command}
"""


def dockerfile(server: PlannedServer) -> str:
    """Return a Dockerfile; a profile's own files are copied from beside it."""
    files = "".join(f"COPY {json.dumps([name, FOLDER + '/'])}\n" for name in server.files)
    return _DOCKERFILE.format(
        version=__version__,
        image=server.image,
        base=BASE,
        extra="[redis]" if server.shares_limits else "",
        venv=VENV,
        files=files,
        port=PORT,
        user=USER,
        health=json.dumps(HEALTH),
        command=json.dumps(server.arguments),
    )
