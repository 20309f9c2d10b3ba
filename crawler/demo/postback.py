"""View state and events of ASP.NET forms: what a pager without addresses needs."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from crawler.demo.portal import counted

_KEY = b"sample web"  # keeps a client from making up a view state; it protects nothing


def view_state(path: str, number: int) -> str:
    """Give the hidden field of a form on page ``number`` of the list at ``path``."""
    content = f"{path.lower()}\n{number}".encode()
    return base64.b64encode(_signature(content) + content).decode()


def page_in(state: str, path: str) -> int | None:
    """Read the page number from a view state; ``None`` if it is not one of ours, or of another list."""
    try:
        raw = base64.b64decode(state, validate=True)
    except ValueError:
        return None
    signature, content = raw[:32], raw[32:]
    if not hmac.compare_digest(signature, _signature(content)):
        return None
    owner, _, number = content.decode().partition("\n")
    return int(number) if owner == path.lower() else None


def page_asked_for(fields: Mapping[str, str], path: str, target: str) -> int:
    """Give the page that a posted form asks for; 1 where the form is not a proper one of this list."""
    at = page_in(fields.get("__VIEWSTATE", ""), path)
    if at is None or fields.get("__EVENTTARGET") != target:
        return 1
    argument = fields.get("__EVENTARGUMENT", "")
    if argument == "next":
        return at + 1
    return counted(argument) or 1


def event_link(target: str, argument: str) -> str:
    """Give the ``href`` that posts the form of its page."""
    return f"javascript:__doPostBack('{target}','{argument}')"


def _signature(content: bytes) -> bytes:
    return hmac.digest(_KEY, content, hashlib.sha256)
