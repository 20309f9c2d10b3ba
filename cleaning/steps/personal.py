"""Personal numbers and addresses, blotted out on request."""

import re
from collections.abc import Iterator
from typing import Final

from cleaning.steps.step import Change, step

MAIL_MASK: Final = "[thư điện tử]"
IDENTITY_MASK: Final = "[số định danh]"
PHONE_MASK: Final = "[điện thoại]"

_LONGEST_LABEL_GAP = 25  # code points between ``CCCD`` and its number, as in ``số CCCD của ông là:``

_MAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9](?:[\w.+-]{0,62}[\w+-])?@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@-])"
)
_IDENTITY = re.compile(
    r"(?:CCCD|CMND|CMTND|CMT|(?:[Cc]ăn cước|[Cc]hứng minh|[Đđ]ịnh danh)(?: [^\W\d_]{1,7}){0,5})"
    rf"[^\d\n]{{0,{_LONGEST_LABEL_GAP}}}(?<!\d)(\d{{3}}[ .]?\d{{3}}[ .]?\d{{3}}(?:[ .]?\d{{3}})?)(?![ .]?\d)"
)
_PHONE = re.compile(
    r"(?<![\w/.,+-])(?<!\d[ .])"
    r"(?:\(?(?:\+84|0084)\)?[ .-]?|\(?0)"
    r"(?:[35789](?:[ .-]?\d){8}|2\d{1,2}\)?[ .-]?\d(?:[ .-]?\d){6,7})"
    r"(?![ .-]?\d|[\w/])"
)


@step
def mask_mail_address(text: str) -> Iterator[Change]:
    """Put ``[thư điện tử]`` for a mail address."""
    return (Change(*found.span(), MAIL_MASK) for found in _MAIL.finditer(text)) if "@" in text else iter(())


@step
def mask_identity_number(text: str) -> Iterator[Change]:
    """Put ``[số định danh]`` for a number of 9 or 12 figures behind the name of an identity card.

    Without such a label the number may be a sum of money or a file number, and stays.
    """
    return (Change(*found.span(1), IDENTITY_MASK) for found in _IDENTITY.finditer(text))


@step
def mask_phone_number(text: str) -> Iterator[Change]:
    """Put ``[điện thoại]`` for a Vietnamese mobile or fixed number.

    Short numbers and hot lines (``111``, ``1800 …``) are those of offices and stay, and so do dates, sums of money and
    account numbers.
    """
    return (Change(*found.span(), PHONE_MASK) for found in _PHONE.finditer(text))
