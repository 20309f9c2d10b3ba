"""Who may see the inspector, and what its pages may do.

Other sites in the reader's browser are kept out: a name that was bent to this address (DNS rebinding) by the ``Host``
header, forms of theirs by ``Origin`` and a token, and frames by the content policy. Beyond the loopback a password is
asked for.
"""

import asyncio
import base64
import binascii
import hmac
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "private, no-cache",
}
LARGEST_FORM: Final = 1 << 16  # bytes
WRONG_PASSWORD_WAIT: Final = 0.5  # seconds until a wrong password is answered
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_SAFE: Final = frozenset({"GET", "HEAD"})
_NONE_SITE: Final = frozenset({"same-origin", "none"})

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that is bound to a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def token_for(secret: bytes, who: str) -> str:
    """The token that the forms of a person carry; another site cannot know it."""
    return hmac.new(secret, who.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def is_token(secret: bytes, who: str, token: str) -> bool:
    """Whether a form carries the token of a person."""
    return hmac.compare_digest(token_for(secret, who).encode(), token.encode("utf-8", "surrogatepass"))


class Guard:
    """Stands before the pages: refuses what is not meant for them, and says to browsers what they may do."""

    def __init__(
        self, app: ASGIApp, *, user: str, password: str | None = None, names: frozenset[str] = frozenset()
    ) -> None:
        """``user`` is who reads without a password; ``names`` are host names beyond this machine's own."""
        self._app = app
        self._user = user
        self._password = password
        self._names = names | {"localhost", socket.gethostname().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = next(self._refusals(scope, headers), None)
        if refusal is not None:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, _with_headers(send))
            return
        who = self._user if self._password is None else self._who(headers.get("authorization", ""))
        if who is None:
            await self._ask(headers)(scope, receive, _with_headers(send))
            return
        scope.setdefault("state", {})["who"] = who
        await self._app(scope, receive, _with_headers(send))

    def _refusals(self, scope: Scope, headers: Headers) -> Iterator[tuple[int, str]]:
        host = headers.get("host", "")
        if not self._is_own(host):
            yield 421, f"This server is not called {host!r}.\n"
        if scope["method"] in _SAFE:
            return
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            yield 403, "This form comes from another site.\n"
        if headers.get("sec-fetch-site", "none") not in _NONE_SITE:
            yield 403, "This form comes from another site.\n"
        length = headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST_FORM:
            yield 413, "This form is too large, or does not say how large it is.\n"

    def _is_own(self, host: str) -> bool:
        """Whether a ``Host`` header names this machine: an address can be nobody else's name, so that any will do."""
        if not _HOST.fullmatch(host):
            return False
        name = host.rpartition(":")[0] or host if not host.endswith("]") else host
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return name.lower() in self._names
        return True

    def _who(self, authorization: str) -> str | None:
        """The name that came with the right password."""
        scheme, _, written = authorization.partition(" ")
        try:
            name, _, password = base64.b64decode(written, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        is_right = hmac.compare_digest(password.encode(), (self._password or "").encode())
        return (name.strip() or None) if scheme.lower() == "basic" and is_right else None

    def _ask(self, headers: Headers) -> Answer:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if "authorization" in headers:
                await asyncio.sleep(WRONG_PASSWORD_WAIT)
            ask = {"WWW-Authenticate": 'Basic realm="danvan", charset="UTF-8"'}
            text = "Your name (any) and the password of this inspector are needed.\n"
            await PlainTextResponse(text, 401, ask)(scope, receive, send)

        return answer


def _with_headers(send: Send) -> Send:
    """Add the headers that every answer has, where it does not have its own."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
