"""Which addresses may be asked: none of this machine or of a private network.

Anyone who writes a city's file could otherwise make a server ask its neighbors.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

from crimecast.errors import InputError


def addresses(host: str) -> tuple[str, ...]:
    """Return what a name resolves to now; nothing where it does not, which connecting will tell."""
    try:
        return tuple({str(found[4][0]) for found in socket.getaddrinfo(host, None)})
    except (OSError, UnicodeError):
        return ()


def is_public(address: str) -> bool:
    """Tell whether an address is one of the internet's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


def private(address: str) -> str:
    """Say that an address is not asked."""
    return (
        f"the portal's host is at {address}, an address of this machine or of a private network, "
        "which is not asked; if that is what you want, it has to be allowed"
    )


def refuse_private(event: str, info: Mapping[str, Any]) -> None:
    """Look at the address a connection leads to, before anything is sent over it.

    The name was looked up before; it may resolve to another address each time it is.
    """
    if event != "connection.connect_tcp.complete":
        return
    stream = info["return_value"]
    address = str(stream.get_extra_info("server_addr")[0])
    if not is_public(address):
        stream.close()
        raise InputError(private(address))
