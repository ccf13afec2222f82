"""How much each client may ask for: a bucket of tokens that fills again, for each address."""

from __future__ import annotations

import ipaddress
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

COSTS: Final = (
    (re.compile(r"/frames/"), 1.0),
    (re.compile(r"/image/"), 10.0),
    (re.compile(r"/history(?:$|/)"), 5.0),
    (re.compile(r"/(?:place|typical|change|mix|totals|search|report\.html)(?:$|/)"), 2.0),
)
"""What an answer costs by its path, the first that fits; 1 is a frame's."""
SEND: Final = 20.0
"""What a question costs that is sent: a search for routes."""
KEPT: Final = 10_000
"""Addresses that are remembered."""
_NETWORK: Final = 64
"""Bits of an IPv6 address that tell a customer: the others are his to choose."""


@lru_cache(4096)
def client_of(host: str) -> str | None:
    """Return whom a request counts for; None for this machine itself, which is not limited.

    An IPv4 address, or the network of an IPv6 one; what is no address counts as one client.
    """
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "?"
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return None
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, _NETWORK), strict=False))


def cost_of(method: str, path: str) -> float:
    """Return what an answer costs, in frames."""
    if method not in {"GET", "HEAD"}:
        return SEND
    if path.startswith("/api/"):
        for pattern, cost in COSTS:
            if pattern.search(path):
                return cost
    return 1.0


class Buckets:
    """Tokens by client. Used from one thread, the event loop's.

    Parameters
    ----------
    rate : float
        Tokens that come back in a second.
    burst : float
        Tokens of a full bucket.
    kept : int
        Clients remembered; who asked longest ago, whose bucket is full by now, goes first.
    clock : callable
        Seconds, never backwards.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        *,
        kept: int = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rate, self.burst, self._kept, self._clock = rate, burst, kept, clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, client: str, cost: float) -> float:
        """Take tokens; return 0, or the seconds after which there will be as many.

        What costs more than a full bucket is given to a full one.
        """
        now = self._clock()
        tokens, since = self._held.get(client, (self.burst, now))
        tokens = min(self.burst, tokens + (now - since) * self.rate)
        wanted = min(cost, self.burst)
        enough = tokens >= wanted
        self._held[client] = (tokens - wanted if enough else tokens, now)
        self._held.move_to_end(client)
        while len(self._held) > self._kept:
            self._held.popitem(last=False)
        return 0.0 if enough else (wanted - tokens) / self.rate
