"""Serving the inspector: one process, until it is interrupted."""

import socket
from collections.abc import Callable
from typing import Final

import uvicorn
from fastapi import FastAPI

from output.inspector.security import is_loopback

PATIENCE: Final = 3  # seconds that open answers are given when the inspector ends


class NoPasswordError(ValueError):
    """Everybody in the network would read and decide."""


def listen(host: str, port: int, password: str | None) -> socket.socket:
    """Take the address that is served.

    Raises:
        NoPasswordError: it is reached from elsewhere, and there is no password.
        OSError: the address is taken, or not of this machine.
    """
    if not is_loopback(host) and not password:
        raise NoPasswordError(f"{host} is reached from other machines: a password is needed")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def address_of(listening: socket.socket) -> str:
    """The address that a browser on this machine opens."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared
    return f"http://{shown}:{port}/"


def serve(app: FastAPI, listening: socket.socket, when_ready: Callable[[], None]) -> None:
    """Answer until the process is interrupted; ``when_ready`` is called once, when answers can be had."""
    make_server(app, when_ready).run([listening])


def make_server(app: FastAPI, when_ready: Callable[[], None]) -> uvicorn.Server:
    """The server; it ends when it is told ``should_exit``, and by Ctrl-C where it runs in the main thread."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody stands before us whose word about the client could be taken
        timeout_graceful_shutdown=PATIENCE,
        lifespan="on",
        ws="none",
    )
    return _Server(config, when_ready)


class _Server(uvicorn.Server):
    """Tells when it is ready."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()
