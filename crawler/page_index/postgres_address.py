"""Addresses of PostgreSQL databases, as its own tools write them: ``postgresql://user@host:5432/danvan``."""

import os
import ssl
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES: Final = ("postgresql", "postgres")
PORT: Final = 5432
CONNECT_TIMEOUT: Final = 30  # seconds; also for each answer, see `connection_arguments`


def is_postgres(place: str) -> bool:
    """Whether the place of a page index is a database, not a file."""
    return urlsplit(place).scheme in SCHEMES


def without_password(address: str) -> str:
    """The address as it may be shown."""
    scheme, _, rest = address.partition("://")
    netloc, slash, path = rest.partition("/")
    login, at, host = netloc.rpartition("@")
    return f"{scheme}://{login.partition(':')[0]}{at}{host}{slash}{path}"


def connection_arguments(address: str) -> dict[str, object]:
    """What pg8000 is to be called with.

    User and password may be left out: ``PGUSER`` and ``PGPASSWORD`` give them, so that no password stands in a file of
    settings. ``?host=/var/run/postgresql`` names the folder of a Unix socket; ``?sslmode=`` is ``disable`` (the
    default), ``require`` (encrypted) or ``verify-full`` (encrypted, and the certificate fits the host).

    Raises:
        ValueError: an option is unknown.
    """
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    socket, mode = options.pop("host", None), options.pop("sslmode", "disable")
    if options:
        raise ValueError(f"{without_password(address)}: the options host and sslmode are known, found {min(options)}")
    arguments: dict[str, object] = {
        "user": unquote(parts.username or os.environ.get("PGUSER", "")) or "danvan",
        "password": unquote(parts.password) if parts.password else os.environ.get("PGPASSWORD"),
        "database": unquote(parts.path.removeprefix("/")) or "danvan",
        "application_name": "danvan",
        "timeout": CONNECT_TIMEOUT,
    }
    if socket is not None:
        return arguments | {"unix_sock": f"{socket}/.s.PGSQL.{parts.port or PORT}"}
    return arguments | {"host": parts.hostname or "localhost", "port": parts.port or PORT, "ssl_context": _ssl(mode)}


def _ssl(mode: str) -> ssl.SSLContext | None:
    if mode == "disable":
        return None
    if mode not in ("require", "verify-full"):
        raise ValueError(f"sslmode: disable, require or verify-full is expected, found {mode}")
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
