"""A portal on this machine: answers over HTTP, with the faults that real portals have."""

import gzip
import json
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HTML = b"<!DOCTYPE html><html><body>We are down for maintenance</body></html>"


@dataclass(frozen=True)
class Asked:
    """A question as it came in."""

    path: str
    params: dict[str, str]
    headers: Mapping[str, str]
    body: Any = None


@dataclass
class Reply:
    """An answer as it goes out; ``cut`` ends the connection in the middle of the body."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "application/json"
    cut: bool = False


class Portal:
    """Base of the local portals.

    ``faults`` are taken from the left, one for each question for a page; None is none. A fault is
    "503", "429", "html", "cut", "broken", "repeat", "shuffle", "short", "holes", "empty" or a
    function that is called before the page is made.
    """

    def __init__(self) -> None:
        self.faults: list[str | Callable[[], None] | None] = []
        self.forever: str | None = None
        self.log: list[Asked] = []
        self.lock = threading.RLock()
        self.last: Any = None
        self.retry_after = "7"
        self.url = ""

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def page(
        self,
        make: Callable[[], Any],
        rows: Callable[[Any], list[Any]],
    ) -> Reply:
        """Answer with the page that ``make`` makes, with the next fault in it."""
        fault = self.faults.pop(0) if self.faults else self.forever
        if callable(fault):
            fault()
            fault = None
        if fault == "503":
            return Reply(b'{"message": "try later"}', 503)
        if fault == "429":
            return Reply(b"{}", 429, {"Retry-After": self.retry_after})
        if fault == "html":
            return Reply(HTML, type="text/html")
        again = fault == "repeat" and self.last is not None
        made = json.loads(json.dumps(self.last if again else make()))
        if not again:
            self.spoil(rows(made), fault)
        if fault is None:
            self.last = json.loads(json.dumps(made))
        body = json.dumps(made).encode()
        if fault == "broken":
            return Reply(body[: len(body) // 2])
        return Reply(body, cut=fault == "cut")

    def spoil(self, found: list[Any], fault: str | None) -> None:
        """Do to a page's rows what a fault does."""
        if fault == "shuffle":
            random.Random(len(self.log)).shuffle(found)
        elif fault == "short":
            del found[len(found) // 2 :]
        elif fault == "holes":
            del found[1:3]
        elif fault == "empty":
            found.clear()


@contextmanager
def serving(portal: Portal) -> Iterator[str]:
    """Serve a portal at the address that is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self.reply(None)

        def do_POST(self) -> None:
            self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def reply(self, body: Any) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers), body)
            with portal.lock:
                portal.log.append(asked)
                reply = portal.answer(asked)
            content = reply.body
            if reply.type == "application/json" and len(content) > 200 and not reply.cut:
                content = gzip.compress(content, 1)
                reply.headers["Content-Encoding"] = "gzip"
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if reply.cut:
                self.wfile.write(content[: len(content) // 2])
                self.close_connection = True
            else:
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # whoever asked was killed

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield portal.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
