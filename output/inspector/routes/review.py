"""Review: repairs that wait for a person's judgement, and the judgements."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import FileResponse, RedirectResponse

from cleaning.corrections import CorrectionsFileError
from output.inspector.corrections_file import ContradictionError
from output.inspector.decisions import Decision, DecisionError, Scope
from output.inspector.filters import WrongFilterError
from output.inspector.findings import Kind
from output.inspector.inspector import Inspector, Pages
from output.inspector.queue import is_cursor, is_place, read_kind, read_queue, rules_of, sites_of
from output.inspector.security import is_token

WHAT: Final = ("suggested", "applied")
_HISTORY: Final = 200  # decisions shown


class WrongFormError(ValueError):
    """A form without its token, or with fields that make no decision."""


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The queue at ``/review``, one kind at ``/review/KIND``, what was decided at ``/decisions``."""
    router = APIRouter()

    @router.get("/review")
    def review(request: Request) -> Response:
        given = _given(request, {"what": WHAT[0], "rule": "", "site": "", "after": ""}, is_cursor)
        applied = given["what"] == "applied"
        decisions = inspector.decisions.active()
        with inspector.index.reading() as database:
            queue = read_queue(
                database, decisions, applied=applied, rule=given["rule"], site=given["site"], cursor=given["after"]
            )
            rules = rules_of(database, applied=applied)
        judged = inspector.decisions.judged()
        return pages.show(
            request, "review.html", given=given, queue=queue, rules=rules, judged=judged, sites=inspector.sites()
        )

    @router.get("/review/{kind}")
    def review_kind(request: Request, kind: str) -> Response:
        given = _given(request, {"site": "", "after": ""}, is_place)
        decisions = inspector.decisions.active()
        with inspector.index.reading() as database:
            shown = read_kind(database, decisions, kind, given["site"], int(given["after"] or 0))
            sites = sites_of(database, kind)
        about = {one.site: one for one in decisions if one.kind == kind and one.scope is Scope.SITE}
        return pages.show(request, "kind.html", kind=shown, sites=sites, given=given, about=about)

    @router.get("/decisions")
    def decisions(request: Request) -> Response:
        standing = {one.id for one in inspector.decisions.active()}
        history = [line for line in inspector.decisions.history() if isinstance(line, Decision)]
        shown = history[: -_HISTORY - 1 : -1]
        return pages.show(request, "decisions.html", shown=shown, standing=standing, total=len(history))

    @router.post("/decisions")
    async def decide(request: Request) -> Response:
        form = await _checked_form(inspector, request)
        inspector.decisions.add(_decision(form, request.state.who))
        return RedirectResponse(back_of(form), 303)

    @router.post("/decisions/{name}/undo")
    async def undo(request: Request, name: str) -> Response:
        form = await _checked_form(inspector, request)
        inspector.decisions.undo(name, request.state.who)
        return RedirectResponse(back_of(form), 303)

    @router.get("/decisions.jsonl")
    def decisions_file() -> Response:
        if not inspector.decisions.path.exists():
            return Response("", media_type="application/jsonl")
        return FileResponse(inspector.decisions.path, media_type="application/jsonl", filename="decisions.jsonl")

    return router


REFUSED: Final = (WrongFormError, DecisionError, ContradictionError, CorrectionsFileError)
"""Why a decision is not taken; the reader is told."""


def _given(request: Request, known: Mapping[str, str], can_begin: Callable[[str], bool]) -> dict[str, str]:
    """The parameters of an address, with what stands for those that are not given.

    ``can_begin`` tells what a page can begin behind: ``after``.

    Raises:
        WrongFilterError: one of them is unknown, or its value.
    """
    for name, value in request.query_params.items():
        wrong_cursor = name == "after" and value and not can_begin(value)
        if name not in known or wrong_cursor or (name == "what" and value not in WHAT):
            raise WrongFilterError(name, value)
    return {**known, **request.query_params}


async def _checked_form(inspector: Inspector, request: Request) -> FormData:
    """The fields of a form of ours.

    Raises:
        WrongFormError: it does not carry the reader's token.
    """
    form = await request.form(max_files=0, max_fields=40)
    if not is_token(inspector.secret, request.state.who, _field(form, "token")):
        raise WrongFormError("token")
    return form


def _decision(form: FormData, who: str) -> Decision:
    scope = _field(form, "scope")
    fields = {name: _field(form, name) for name in ("verdict", "scope", "rule", "before", "after")}
    applied = _field(form, "applied") == "1"
    kind = _field(form, "kind") or Kind(applied, fields["rule"], fields["before"], fields["after"]).name
    place = {"article": "place", "near": "place", "site": "place site"}
    given = {name: _field(form, name) for name, scopes in place.items() if scope in scopes.split()}
    try:
        return Decision.model_validate({**fields, **given, "who": who, "applied": applied, "kind": kind})
    except ValidationError as error:
        raise WrongFormError(str(error.errors()[0]["loc"])) from error


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def back_of(form: FormData) -> str:
    """The page that a form stands on; only a path of ours."""
    back = _field(form, "back")
    is_path = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_path else "/review"
