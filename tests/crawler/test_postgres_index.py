"""What only a page index in PostgreSQL can meet: other tables, lost connections, full disks, addresses."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.frontier import PageKind, PageRequest
from crawler.page_index import IndexDamagedError, IndexFullError, IndexLostError, PageIndex, open_index
from crawler.page_index.postgres_address import connection_arguments, is_postgres, without_password
from tests.crawler.postgres_server import Server

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def place(postgres: Server) -> str:
    return postgres.make_database()


@pytest.fixture
def index(place: str) -> Iterator[PageIndex]:
    index = open_index(place)
    yield index
    index.close()


def name_of(place: str) -> str:
    return place.partition("/danvan-")[2].partition("?")[0]


def run(server: Server, place: str, *statements: str) -> None:
    with closing(server.connect(f"danvan-{name_of(place)}")) as connection:
        for statement in statements:
            connection.run(statement)


def cut_off(server: Server, place: str) -> None:
    """End all connections to a database, as a restart of the server does."""
    with closing(server.connect()) as connection:
        connection.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name",
            name=f"danvan-{name_of(place)}",
        )


def request(name: str) -> PageRequest:
    return PageRequest(f"http://a.example/{name}", f"http://a.example/{name}", PageKind.ARTICLE)


def test_it_is_reached_over_tcp_too(postgres: Server, place: str) -> None:
    address = f"postgresql://danvan@127.0.0.1:{postgres.port}/danvan-{name_of(place)}"
    with closing(open_index(address)) as index:
        assert index.last_visits() == {}


def test_several_processes_may_make_the_tables(place: str) -> None:
    first, second = open_index(place), open_index(place)
    assert second.enqueue(first.begin_visit("a", NOW, NOW), [request("1")], NOW) == 1
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["CREATE TABLE page (id integer)"], "found format 0, expected 3"),
        (["CREATE TABLE page (id integer)", "COMMENT ON TABLE page IS 'trang'"], "found format 0, expected 3"),
        (
            ["CREATE TABLE page (id integer)", "COMMENT ON TABLE page IS 'danvan page index, format 9'"],
            "found format 9, expected 3",
        ),
    ],
)
def test_tables_of_others_are_left_alone(postgres: Server, place: str, statements: list[str], told: str) -> None:
    run(postgres, place, *statements)
    with pytest.raises(IndexDamagedError, match=told):
        open_index(place)


def test_a_database_in_another_encoding_is_refused(postgres: Server) -> None:
    with pytest.raises(IndexDamagedError, match="found a database in LATIN1, expected one in UTF8"):
        open_index(postgres.make_database("LATIN1"))


def test_a_database_that_is_not_there_is_named_without_its_password(place: str) -> None:
    missing = place.replace("danvan@", "danvan:matkhau@", 1).replace("/danvan-", "/khong-", 1)
    with pytest.raises(IndexDamagedError, match="does not exist") as caught:
        open_index(missing)
    assert "matkhau" not in str(caught.value)


def test_a_server_that_does_not_run_is_named() -> None:
    with pytest.raises(IndexDamagedError, match=r"127\.0\.0\.1:1/danvan cannot be used as the page index"):
        open_index("postgresql://danvan@127.0.0.1:1/danvan")


def test_a_broken_connection_is_made_anew(postgres: Server, place: str, index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW, NOW)
    cut_off(postgres, place)
    assert index.enqueue(visit, [request("1"), request("2")], NOW) == 2
    cut_off(postgres, place)
    assert index.due("a") == 2


def test_a_connection_that_breaks_in_a_transaction_undoes_it(postgres: Server, place: str, index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW, NOW)

    def requests() -> Iterator[PageRequest]:
        yield request("1")
        cut_off(postgres, place)

    with pytest.raises(IndexLostError, match="the connection broke"):
        index.enqueue(visit, requests(), NOW)
    assert index.due("a") == 0
    assert index.enqueue(visit, [request("1")], NOW) == 1


def test_a_full_disk_is_told(postgres: Server, place: str, index: PageIndex) -> None:
    """A trigger that raises what the server raises on a full disk stands for one."""
    visit = index.begin_visit("a", NOW, NOW)
    function = "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$"
    trigger = "CREATE TRIGGER full_disk BEFORE INSERT ON page EXECUTE FUNCTION full_disk()"
    run(postgres, place, f"{function} LANGUAGE plpgsql", trigger)
    with pytest.raises(IndexFullError, match="the disk is full"):
        index.enqueue(visit, [request("1")], NOW)
    run(postgres, place, "DROP TRIGGER full_disk ON page")
    assert index.enqueue(visit, [request("1")], NOW) == 1


def test_characters_that_the_database_does_not_take(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW, NOW)
    odd = request("1")._replace(trail={"title": "D\0ân \ud800 vận"}, body=b"\0\\x00'")
    assert index.enqueue(visit, [odd], NOW) == 1
    assert index.lease(visit, 1, NOW, 60)[0].request == odd
    index.retry(visit, odd.key, "fail\0ed")
    assert index.lease(visit, 1, NOW, 60)[0].request.attempts == 1


@pytest.mark.parametrize("place", ["postgresql://a/b", "postgres://a/b"])
def test_addresses_of_databases(place: str) -> None:
    assert is_postgres(place)


@pytest.mark.parametrize("place", ["/srv/danvan/data/index.db", "postgresql", "postgresql.db", "C:/index.db"])
def test_places_of_files(place: str) -> None:
    assert not is_postgres(place)


class TestAddresses:
    def test_all_parts(self) -> None:
        found = connection_arguments("postgresql://lan:m%40t@db.songmoi.example:6543/tin%20tuc")
        expected = {"user": "lan", "password": "m@t", "host": "db.songmoi.example", "port": 6543, "database": "tin tuc"}
        assert {name: found[name] for name in expected} == expected
        assert found["ssl_context"] is None

    def test_what_is_left_out_comes_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGUSER", "lan")
        monkeypatch.setenv("PGPASSWORD", "m@t")
        found = connection_arguments("postgresql://db.songmoi.example")
        assert (found["user"], found["password"], found["database"], found["port"]) == ("lan", "m@t", "danvan", 5432)

    def test_a_socket(self) -> None:
        found = connection_arguments("postgresql:///tin?host=/var/run/postgresql")
        assert found["unix_sock"] == "/var/run/postgresql/.s.PGSQL.5432"
        assert "host" not in found

    @pytest.mark.parametrize(("mode", "verify"), [("require", ssl.CERT_NONE), ("verify-full", ssl.CERT_REQUIRED)])
    def test_encryption(self, mode: str, verify: ssl.VerifyMode) -> None:
        context = connection_arguments(f"postgresql://db.songmoi.example/tin?sslmode={mode}")["ssl_context"]
        assert isinstance(context, ssl.SSLContext)
        assert context.verify_mode is verify

    @pytest.mark.parametrize("options", ["sslmode=prefer", "pool=7", "host=/run&tuoi=3"])
    def test_options_that_are_not_known(self, options: str) -> None:
        with pytest.raises(IndexDamagedError, match=r"found (prefer|pool|tuoi)"):
            open_index(f"postgresql://a.example/tin?{options}")

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("postgresql://lan:m%40t@db/tin", "postgresql://lan@db/tin"),
            ("postgresql://lan@db/tin", "postgresql://lan@db/tin"),
            ("postgresql:///tin?host=/run", "postgresql:///tin?host=/run"),
        ],
    )
    def test_passwords_are_not_shown(self, address: str, shown: str) -> None:
        assert without_password(address) == shown
