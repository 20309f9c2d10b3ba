"""Answering with a page as received, in a frame that can do nothing."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from cleaning.article import Provenance
from output.inspector.inspector import Inspector, Pages
from output.inspector.received import POLICY, make_harmless, source_of

_ALONE = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}


def answer_received(inspector: Inspector, pages: Pages, request: Request, provenance: Provenance) -> Response:
    """The page that a record came from, harmless; with ``?source=1`` its source as plain text."""
    page = inspector.find_received(provenance)
    if page is None:
        missing = pages.show(request, "not_archived.html", 404)
        missing.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors 'self'"
        return missing
    source = source_of(page)
    if request.query_params.get("source"):
        return PlainTextResponse(source, headers=_ALONE)
    return HTMLResponse(make_harmless(source), headers=_ALONE)
