"""Telling people of alarms: a webhook, a mail."""

import json
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import Request, urlopen

from crawler.health.alarms import Alarm

TIMEOUT = 20.0  # seconds


class NotToldError(OSError):
    """Nobody could be told; the message says why."""


class MailServer(NamedTuple):
    """The settings ``MAIL_*``, which Scrapy names."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    tls: bool = False


def post_alarms(address: str, alarms: Sequence[Alarm]) -> None:
    """Post alarms to a webhook as JSON: ``text`` for chat services, ``alarms`` for programs.

    Raises:
        NotToldError: the webhook did not take them.
    """
    body = json.dumps({"text": in_words(alarms), "alarms": [alarm._asdict() for alarm in alarms]}).encode()
    if not address.startswith(("http://", "https://")):
        raise NotToldError(f"HEALTH_WEBHOOK: an http or https address is expected, found {address!r}")
    request = Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass
    except (URLError, OSError, ValueError) as error:
        raise NotToldError(f"HEALTH_WEBHOOK {address} did not take the alarms: {error}") from error


def mail_alarms(server: MailServer, recipients: Sequence[str], alarms: Sequence[Alarm]) -> None:
    """Send alarms as one mail.

    Raises:
        NotToldError: the mail server did not take it.
    """
    message = EmailMessage()
    message["Subject"] = f"danvan: {len(alarms)} alarms"
    message["From"], message["To"] = server.sender, ", ".join(recipients)
    message.set_content(in_words(alarms))
    try:
        with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as connection:
            if server.tls:
                connection.starttls()
            if server.user is not None:
                connection.login(server.user, server.password or "")
            connection.send_message(message)
    except OSError as error:  # SMTPException is one
        raise NotToldError(f"{server.host}:{server.port} did not take the mail of the alarms: {error}") from error


def in_words(alarms: Sequence[Alarm]) -> str:
    """A line for each alarm."""
    return "\n".join(f"{alarm.site}: {alarm.name}: {alarm.detail}" for alarm in alarms)
