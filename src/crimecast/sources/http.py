"""Asking a portal over HTTP: limits, retries, and no way to hosts that the city did not name."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import crimecast
from crimecast.errors import InputError
from crimecast.sources.public import addresses, is_public, private, refuse_private

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
AGENT: Final = f"crimecast/{crimecast.__version__}"
_AGAIN: Final = frozenset({202, 408, 425, 429})
"""Answers that ask for patience, besides those of 500 and above."""
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_UNREACHED: Final = 3
"""Tries before a portal that never answered is given up."""


class Again(Exception):  # noqa: N818 -- what to do, not what went wrong
    """A fault that may pass: ask again, after ``after`` seconds where the portal says so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True)
class Limits:
    """How long and how often a portal is asked, and how much it may answer.

    Attributes
    ----------
    tries : int
        Times that one question is asked before it is given up.
    pause, longest : float
        Seconds before the second try, doubled for each further one; the longest wait of one try,
        whatever ``Retry-After`` says.
    connect, read, answer : float
        Seconds to connect, between two pieces of an answer, and for one whole answer.
    page, file : int
        Bytes (unpacked) of one answer held in memory, and of one file written to disk.
    redirects : int
    """

    tries: int = 6
    pause: float = 1.0
    longest: float = 120.0
    connect: float = 20.0
    read: float = 120.0
    answer: float = 3600.0
    page: int = 128 << 20
    file: int = 8 << 30
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """A JSON answer: its bytes as received (unpacked), and what they mean."""

    raw: bytes
    value: Any


@dataclass(frozen=True)
class _Question:
    """What is asked: by POST where there is a body."""

    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    body: Any = None


def parse(raw: bytes) -> Any:
    """Read JSON; numbers become text, digit by digit as the publisher wrote them.

    Raises
    ------
    ValueError
        If it is not JSON.
    """

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is no JSON")

    return json.loads(raw, parse_int=str, parse_float=str, parse_constant=refuse)


def without_query(url: str) -> str:
    """Write an address for people: no query, no name or password."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


class Fetcher:
    """A client for one portal. Use it as a context manager.

    Parameters
    ----------
    hosts : iterable of str
        Names of hosts that may be asked or redirected to.
    private : bool
        Allow addresses of this machine and of private networks. Anyone who writes a city's file
        could otherwise make a server ask its neighbors.
    sleep, draw : callables
        ``time.sleep`` and a draw from [0, 1), for tests.

    Raises
    ------
    InputError
        From every method: a host that was not named or is private, an answer that is too large or
        a web page, a refusal, or faults that did not pass in ``limits.tries`` tries.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        private: bool = False,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.hosts = frozenset(host.casefold() for host in hosts)
        self.private, self.limits = private, limits or Limits()
        self._reached = False
        self.sleep, self._draw = sleep, draw
        self.waits: Callable[[str, float], None] = lambda _why, _seconds: None
        """Called before each wait with why, and for how many seconds."""
        self._client: httpx.Client | None = None

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def json(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        check: Callable[[Any], None] = lambda _: None,
    ) -> Answer:
        """Ask for JSON, by POST where there is a ``body`` (which is sent as JSON).

        ``check`` looks at the answer; it raises :class:`Again` for one that may be better next
        time, :class:`InputError` for one that will not.
        """

        def once() -> Answer:
            pieces: list[bytes] = []
            question = _Question(url, params, headers, body)
            self._stream(question, pieces.append, self.limits.page)
            raw = b"".join(pieces)
            try:
                value = parse(raw)
            except ValueError as error:
                raise Again(f"the answer is not whole JSON ({error})") from error
            check(value)
            return Answer(raw, value)

        return self._trying(url, once)

    def download(self, url: str, path: Path, told: Callable[[int], None] = lambda _: None) -> None:
        """Write what is at an address to a file; ``told`` is called with the bytes of each piece.

        After an exception the file may be there in part.
        """

        def once() -> None:
            with path.open("wb") as file:
                self._stream(_Question(url), _writer(file, told), self.limits.file)

        self._trying(url, once)

    def _trying(self, url: str, once: Callable[[], T]) -> T:
        """Ask until it is answered, at most ``limits.tries`` times."""
        import httpx  # noqa: PLC0415 -- 0.1 s

        tries = max(1, self.limits.tries)
        for attempt in range(1, tries + 1):
            try:
                found = once()
            except Again as error:
                why, after = str(error), error.after
                self._reached = True
            except (httpx.TransportError, httpx.DecodingError) as error:
                why, after = _cut(str(error) or type(error).__name__), None
                far = isinstance(error, httpx.ConnectError) and not self._reached
                if far and attempt >= min(tries, _UNREACHED):
                    raise InputError(
                        f"{without_query(url)} cannot be reached ({why}); is this machine "
                        "connected to the internet, and is the address right?"
                    ) from error
            else:
                self._reached = True
                return found
            if attempt < tries:
                self.wait(attempt, after, why)
        raise InputError(
            f"{without_query(url)} does not answer as it should, asked {tries} times: {why}. "
            "Try again later, or open the address in a browser to see what the portal says"
        )

    def wait(self, attempt: int, after: float | None = None, why: str = "") -> None:
        """Sleep before try ``attempt + 1``: as long as the portal asked, or twice as each time."""
        backoff = self.limits.pause * 2 ** (attempt - 1) * (0.5 + 0.5 * self._draw())
        seconds = min(self.limits.longest, backoff if after is None else max(after, 0.0))
        self.waits(why, seconds)
        self.sleep(seconds)

    def _stream(self, asked: _Question, sink: Callable[[bytes], Any], most: int) -> None:
        """Hand an answer's pieces to ``sink``, redirects followed."""
        for _ in range(self.limits.redirects + 1):
            self._check_host(asked.url)
            with self._asked(asked) as response:
                if response.status_code not in _REDIRECT:
                    self._read(response, sink, most)
                    return
                where = response.headers.get("location", "")
                url = str(response.request.url)
            told = without_query(url)
            if asked.body is not None or not where:
                raise InputError(f"{told} redirects a question that cannot be moved")
            there = urljoin(url, where)
            if urlsplit(url).scheme == "https" and urlsplit(there).scheme != "https":
                raise InputError(f"{told} redirects to an address without https")
            moved = urlsplit(there).hostname != urlsplit(url).hostname
            # A token is for the portal alone.
            asked = _Question(there, headers=None if moved else asked.headers)
        raise InputError(
            f"{without_query(asked.url)}: more than {self.limits.redirects} redirects; "
            "give the address that they lead to"
        )

    @contextlib.contextmanager
    def _asked(self, asked: _Question) -> Iterator[httpx.Response]:
        import httpx  # noqa: PLC0415

        if self._client is None:
            times = httpx.Timeout(self.limits.read, connect=self.limits.connect)
            # A private portal is asked directly: no proxy stands between.
            self._client = httpx.Client(
                timeout=times, follow_redirects=False, trust_env=not self.private
            )
        extensions = {} if self._may_be_anywhere(asked.url) else {"trace": refuse_private}
        with self._client.stream(
            "GET" if asked.body is None else "POST",
            asked.url,
            params=dict(asked.params) if asked.params else None,
            headers={"User-Agent": AGENT, **(asked.headers or {})},
            json=asked.body,
            extensions=extensions,
        ) as response:
            yield response

    def _may_be_anywhere(self, url: str) -> bool:
        """Tell whether the address that is connected to need not be looked at."""
        from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415

        if self.private:
            return True
        parts = urlsplit(url)
        proxies = getproxies()
        # Then the connection is the proxy's, which is often a neighbor and decides for itself.
        proxied = parts.scheme in proxies or "all" in proxies
        return proxied and not proxy_bypass(parts.hostname or "")

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
        if parts.scheme not in {"http", "https"} or not host:
            raise InputError(f"{without_query(url)} is no address of the web")
        if host not in self.hosts:
            raise InputError(
                f"the portal leads to the host {host}, which the city's file does not name; "
                f'if that is right, add it to portal.options: hosts = "{host}"'
            )
        if not self._may_be_anywhere(url):
            for address in addresses(host):
                if not is_public(address):
                    raise InputError(private(address))

    def _read(self, response: httpx.Response, sink: Callable[[bytes], Any], most: int) -> None:
        status, headers = response.status_code, response.headers
        if status in _AGAIN or status >= 500:
            raise Again(f"it answers {status}", retry_after(headers.get("retry-after")))
        if status != 200:
            said = _cut(_beginning(response))
            told = f"answers {status}" + (f": {said}" if said else "") + _HINTS.get(status, "")
            if status == 403:  # how some portals throttle
                raise Again(f"it {told}", retry_after(headers.get("retry-after")))
            raise InputError(f"{without_query(str(response.url))} {told}")
        began, size, first = time.monotonic(), 0, True
        for piece in response.iter_bytes(1 << 16):
            if first and _is_page(piece, headers.get("content-type", "")):
                raise Again(
                    "it answers with a web page in place of records "
                    f"(it begins with {_cut(piece[:60].decode(errors='replace'))!r})"
                )
            first = False
            size += len(piece)
            if size > most:
                raise InputError(
                    f"{without_query(str(response.url))} answers with more than "
                    f"{most / (1 << 20):,.0f} MiB; ask for fewer rows at once "
                    "(portal.options: page)"
                )
            if time.monotonic() - began > self.limits.answer:
                raise Again(f"the answer took more than {self.limits.answer:.0f} s")
            sink(piece)
        if first:
            raise Again("the answer is empty")


_HINTS: Final = {
    401: ". It asks for a name or token",
    403: ". Too many questions at once, a wrong token, or not public",
    404: ". Is the address in the city's file still right?",
}


def _writer(file: BinaryIO, told: Callable[[int], None]) -> Callable[[bytes], None]:
    def write(piece: bytes) -> None:
        file.write(piece)
        told(len(piece))

    return write


def _beginning(response: httpx.Response) -> str:
    """Return the first words of an answer that is no success."""
    for piece in response.iter_bytes(2048):
        return piece.decode(errors="replace")
    return ""


def _cut(text: str) -> str:
    """Make a stranger's words one short line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 300 else line[:297] + "..."


def _is_page(piece: bytes, content_type: str) -> bool:
    head = piece[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return content_type.startswith("text/html") or head.startswith(
        (b"<!doctype", b"<html", b"<?xml")
    )


def retry_after(text: str | None, now: dt.datetime | None = None) -> float | None:
    """Read a ``Retry-After``, in seconds or as an HTTP date; None where it is neither."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip())
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=dt.UTC)
    return (then - (now or dt.datetime.now(dt.UTC))).total_seconds()
