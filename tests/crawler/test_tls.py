"""Real encrypted servers on the loopback: good ones, old ones, and ones whose certificates are not right."""

import datetime
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from crawler.archive import read_pages
from crawler.visit import VisitReport
from tests.crawler.crawling import crawl, site_table, write_sites
from tests.crawler.faulty_server import Server, news_site, serving

pytestmark = pytest.mark.slow

ARTICLES = 2
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)

DH_1024 = """\
-----BEGIN X9.42 DH PARAMETERS-----
MIIBJgKBgQD1EXKR7N1xrx7wysdt8ZuG4msZPQHvaleuVrn9nxMMP+rBBP1/QQrX
dc+mzfovAagsnlCW1G76RC9zUNpNm6FQPlImUEV1ak2WeY5bd63Ka/8EFgNjemz4
+B4QZwCuJE65k2VdGNvFcP5VXtkKIHTs3THKYGHozWgGA9w4W2Dm8QKBgD1TdL6c
9KhJPacv/SNlspmoaenxxHi3/0SzWQ2pb/9TlSl06TvNmWAl0vjqqBu3k8y999Ip
/wx88uOW1yDY0oG63GxGra+lPD87MZYH4Ux9ENjycZ55wYuKVCDTUHvg+gcwCIa8
XTtEZjgfSgZda8LIpptmN7BcCtlYkkguBHROAh0Apcgci9jRnBoSAhvqi4Ury6ej
ydcg5njtHRuEEQ==
-----END X9.42 DH PARAMETERS-----
"""  # of openssl dhparam -dsaparam 1024


def certificate(folder: Path, host: str, bits: int = 2048, expires: datetime.datetime = NOW + DAY) -> Path:
    """A file with a self-signed certificate and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    known = x509.IPAddress(IPv4Address(host)) if host[0].isdigit() else x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(expires - 30 * DAY)
        .not_valid_after(expires)
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}-{bits}-{expires:%Y%m%d}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def modern(certified: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified)
    return context


def old(certified: Path, version: ssl.TLSVersion, weak_exchange: str | None = None) -> ssl.SSLContext:
    """A server of ten years ago."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(certified)
    if weak_exchange is not None:
        context.set_ciphers("DHE:@SECLEVEL=0")
        certified.with_suffix(".dh").write_text(weak_exchange)
        context.load_dh_params(str(certified.with_suffix(".dh")))
    with pytest.warns(DeprecationWarning, match="TLSv1") if version < ssl.TLSVersion.TLSv1_2 else nullcontext():
        context.minimum_version = context.maximum_version = version
    return context


@contextmanager
def serving_encrypted(context: ssl.SSLContext) -> Iterator[tuple[Server, str]]:
    """A news site over TLS, and its address."""
    with serving(news_site(ARTICLES), context) as server:
        yield server, f"https://127.0.0.1:{server.server_port}"


class Case(NamedTuple):
    context: str
    needs: list[str]
    failure: str | None


CASES = {
    "good": Case("good", [], None),
    "good-but-unverified": Case("good", ["unverified"], None),
    "good-with-old-needs": Case("good", ["old_protocol"], None),
    "untrusted": Case("untrusted", [], "tls: "),
    "untrusted-but-unverified": Case("untrusted", ["unverified"], None),
    "expired": Case("expired", [], "tls: "),
    "expired-but-unverified": Case("expired", ["unverified"], None),
    "of-another-name": Case("of-another-name", [], "tls: "),
    "of-another-name-but-unverified": Case("of-another-name", ["unverified"], None),
    "tls-1-0": Case("tls-1-0", ["unverified"], "tls: "),
    "tls-1-0-let-in": Case("tls-1-0", ["unverified", "old_protocol"], None),
    "tls-1-0-verified": Case("tls-1-0", ["old_protocol"], "tls: "),
    "tls-1-1-let-in": Case("tls-1-1", ["unverified", "old_protocol"], None),
    "weak-key-exchange": Case("weak-key-exchange", ["unverified"], "tls: "),
    "weak-key-exchange-let-in": Case("weak-key-exchange", ["unverified", "old_protocol"], None),
}


class Crawled(NamedTuple):
    reports: dict[str, VisitReport]
    archive: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """All sites crawled in one process: what one of them needs must not weaken another."""
    folder = tmp_path_factory.mktemp("tls")
    good = certificate(folder, "127.0.0.1")
    here = folder.joinpath
    contexts = {
        "good": modern(good),
        "untrusted": modern(certificate(folder, "127.0.0.1", expires=NOW + 2 * DAY)),
        "expired": modern(certificate(folder, "127.0.0.1", expires=NOW - DAY)),
        "of-another-name": modern(certificate(folder, "khac.example")),
        "tls-1-0": old(certificate(folder, "127.0.0.1", expires=NOW + 3 * DAY), ssl.TLSVersion.TLSv1),
        "tls-1-1": old(certificate(folder, "127.0.0.1", expires=NOW + 4 * DAY), ssl.TLSVersion.TLSv1_1),
        "weak-key-exchange": old(certificate(folder, "127.0.0.1", 1024), ssl.TLSVersion.TLSv1_2, DH_1024),
    }
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(serving_encrypted(context))[1] for name, context in contexts.items()}
        tables = [
            site_table(name, addresses[case.context], tls=case.needs, pace={"delay": 0, "timeout": 10})
            for name, case in CASES.items()
        ]
        write_sites(folder, tables)
        here("trusted.pem").write_bytes(good.read_bytes())
        reports = crawl(folder, environment={"SSL_CERT_FILE": str(here("trusted.pem"))}, LOG_LEVEL="CRITICAL")
        return Crawled(reports, folder / "data" / "archive")


@pytest.mark.parametrize("name", CASES)
def test_a_connection_is_made_only_where_it_is_safe_or_the_site_file_says_otherwise(
    crawled: Crawled, name: str
) -> None:
    report = crawled.reports[name]
    failure = CASES[name].failure
    assert report.articles == (0 if failure else ARTICLES), report.failure
    assert (report.failure or "")[: len("tls: ")] == (failure or "")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.failure is None])
def test_every_page_says_how_unsafe_its_connection_was(crawled: Crawled, name: str) -> None:
    (path,) = crawled.archive.glob(f"{name}/*")
    assert {page.page.tls_needs for page in read_pages(path) if page.page} == {tuple(CASES[name].needs)}
