"""Where a page is asked for from, for counting wrong PINs."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from flask import current_app, request

_PORT: Final = re.compile(r"([0-9.]+|\[[^]]*\])(?::[0-9]+)?")
"""An address with a port, which some proxies add."""
HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that one customer's all share: the rest anybody can choose anew for every guess."""


def caller_address() -> str:
    """The address that this request comes from; empty where there is none, as on a socket of the machine's own.

    Behind proxies of ours it is what the outermost of them has written into `X-Forwarded-For`; what a caller wrote
    there stands further to the left, and is not looked at.
    """
    proxies: int = current_app.extensions["settings"].proxies
    named = [one.strip() for one in ",".join(request.headers.getlist("X-Forwarded-For")).split(",") if one.strip()]
    if proxies and len(named) >= proxies:
        return _whole(named[-proxies])
    return _whole(request.remote_addr or "")


def _whole(text: str) -> str:
    """An address as it is counted; what is none counts as one."""
    found = _PORT.fullmatch(text)
    try:
        address = ip_address(found[1].strip("[]") if found else text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((int(address), HOUSEHOLD), strict=False).network_address)
    return str(address)
