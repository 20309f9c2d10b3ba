"""A real PostgreSQL for the tests, in a temporary folder, as a user who is not root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from pg8000.native import Connection, identifier

PLACES = Path("/usr/lib/postgresql")


class Server(NamedTuple):
    """A running server."""

    folder: Path
    port: int
    programs: Path

    def connect(self, database: str = "postgres") -> Connection:
        """A connection of the tests' own."""
        return Connection("danvan", unix_sock=f"{self.folder}/.s.PGSQL.{self.port}", database=database)

    def make_database(self, encoding: str = "UTF8") -> str:
        """Make an empty database; its address."""
        name = f"danvan-{uuid4().hex[:12]}"
        with closing(self.connect()) as connection:
            connection.run(f"CREATE DATABASE {identifier(name)} TEMPLATE template0 ENCODING '{encoding}'")
        return f"postgresql://danvan@/{name}?host={self.folder}".replace("@/", f"@:{self.port}/")

    def control(self, *arguments: str) -> None:
        """Start, stop or restart it."""
        _run(self.folder, self.programs / "pg_ctl", "-D", "data", "-l", "log", "-w", *arguments)


def programs() -> Path | None:
    """Where the programs of the server are, if there are any."""
    found = sorted(PLACES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def run_server(place: Path) -> Iterator[Server]:
    """Run a server for as long as the context lasts."""
    folder = Path(tempfile.mkdtemp(prefix="danvan-pg-"))  # pytest's own folders are closed to other users
    server = Server(folder, _free_port(), place)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _somebody())
        initdb = (place / "initdb", "-D", "data", "-U", "danvan", "--auth=trust", "-E", "UTF8", "--locale=C")
        _run(folder, *initdb, "--no-sync")
        options = {
            "port": server.port,
            "unix_socket_directories": folder,
            "listen_addresses": "127.0.0.1",
            "fsync": "off",
        }
        lines = [f"{name} = '{value}'" for name, value in options.items()]
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write("\n".join(lines) + "\n")
        server.control("start")
        yield server
        server.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(folder: Path, *command: str | Path) -> None:
    """Run a program in the folder; PostgreSQL refuses to be root."""
    user = _somebody() if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
