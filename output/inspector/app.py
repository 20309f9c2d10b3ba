"""The inspector as a web application: its pages, what stands before them, and the pages for what goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from output.inspector.filters import WrongFilterError
from output.inspector.inspector import LANGUAGE_COOKIE, Inspector, Pages
from output.inspector.languages import LANGUAGES
from output.inspector.records import NotFoundError
from output.inspector.routes import article, articles, overview, rejections, review, rules, versions
from output.inspector.security import Guard
from output.manifest import DatasetError

AT_ONCE: Final = 4  # pages made at the same time; each holds a connection to the index
_YEAR: Final = 365 * 24 * 3600  # seconds that a choice of language is kept
_VIEWS: Final = (overview, articles, article, review, rules, rejections, versions)


def make_app(
    inspector: Inspector, *, user: str, password: str | None = None, names: frozenset[str] = frozenset()
) -> FastAPI:
    """Put the application together; FastAPI's own pages load from outside and are off.

    ``user`` is who decides where no password is asked for; ``names`` are host names by which the server may be called.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        inspector.freshness.start()
        yield
        await asyncio.to_thread(inspector.freshness.stop)
        inspector.index.close()
        inspector.segments.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    pages = Pages(inspector)
    for view in _VIEWS:
        app.include_router(view.routes(inspector, pages))
    app.post("/language")(_choose_language)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    _answer_errors(app, pages)
    app.add_middleware(Guard, user=user, password=password, names=names)
    return app


async def _choose_language(request: Request) -> Response:
    """Remember the language of a reader; it needs no token, because there is nothing to gain from it."""
    form = await request.form(max_files=0, max_fields=4)
    answer = RedirectResponse(review.back_of(form), 303)
    if (language := form.get("language")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, str(language), max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def _answer_errors(app: FastAPI, pages: Pages) -> None:
    """A page for everything that a reader can meet: what was asked for is not there, wrong, or cannot be read."""

    def show(status: int, message: str) -> Callable[[Request, Exception], Response]:
        def answer(request: Request, error: Exception) -> Response:
            wrong = error if isinstance(error, WrongFilterError) else None
            return pages.show(request, "error.html", status, message=message, error=str(error), wrong=wrong)

        return answer

    app.add_exception_handler(NotFoundError, show(404, "not_found"))
    app.add_exception_handler(WrongFilterError, show(400, "wrong_filter"))
    app.add_exception_handler(RequestValidationError, show(404, "not_found"))
    app.add_exception_handler(DatasetError, show(500, "damaged"))
    for refused in review.REFUSED:
        app.add_exception_handler(refused, show(400 if refused is not review.WrongFormError else 403, "refused"))
    app.add_exception_handler(HTTPException, _http_error(pages))


def _http_error(pages: Pages) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return pages.show(request, "error.html", status, message="not_found", error=str(status), wrong=None)

    return answer
