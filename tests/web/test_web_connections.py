"""Connections that say little, slowly or nothing: closed in time, and no harm to others."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from crimecast.cli.serve import listen
from crimecast.web.app import create_app
from crimecast.web.connections import Connection, give_up_peers, server_config
from crimecast.web.headers import SECURITY
from crimecast.web.rate import client_of

HALF = b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: "
WHOLE = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"


class Hasty(Connection):
    """A connection with less patience, so that tests need less."""

    head_s = 0.8


class Counted(Hasty):
    """One that counts this machine as a client."""

    most_of_one = 3

    def connection_made(self, transport: object) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("crimecast.web.connections.client_of", lambda _: "203.0.113.7")
            super().connection_made(transport)  # type: ignore[arg-type]


@contextlib.contextmanager
def served(home: Path, built: Path, protocol: type[Connection]) -> Iterator[int]:
    """Run the server in a thread; gives its port."""
    listening = listen("127.0.0.1", 0)
    give_up_peers(listening, 1000)
    config = server_config(create_app(home, static=built), http=protocol, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.fixture
def port(shared_home: Path, built: Path) -> Iterator[int]:
    with served(shared_home, built, Hasty) as found:
        yield found


def opened(port: int, said: bytes = b"") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=20)
    found.sendall(said)
    return found


def is_answered(connection: socket.socket) -> bool:
    """Read an answer whose body is one object; head and body may come apart."""
    said = b""
    while not said.endswith(b"}"):
        more = connection.recv(65536)
        if not more:
            return False
        said += more
    return said.startswith(b"HTTP/1.1 200")


def trickle(connection: socket.socket, piece: bytes, seconds: float = 15) -> None:
    """Send a piece again and again, for so long at most."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.sendall(piece)
        time.sleep(0.1)


def is_closed(connection: socket.socket) -> bool:
    """Wait until the other side closes; what it said before does not matter."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def test_two_hundred_half_open_connections_are_closed_and_harm_nobody(port: int) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(opened(port, HALF if i % 2 else b"")) for i in range(200)]
        assert httpx.get(f"http://127.0.0.1:{port}/api/cities").status_code == 200
        for connection in slow:
            assert is_closed(connection)


def test_a_head_that_trickles_in_is_given_up(port: int) -> None:
    with opened(port, HALF) as slow, pytest.raises(ConnectionError):
        trickle(slow, b"x")


def test_the_second_request_of_a_connection_has_its_time_too(port: int) -> None:
    with opened(port, WHOLE) as connection:
        assert is_answered(connection)
        time.sleep(1.2)  # idle for longer than a head may take: still open
        connection.sendall(WHOLE)
        assert is_answered(connection)
        connection.sendall(HALF)
        assert is_closed(connection)


def test_a_body_nobody_asked_for_may_not_go_on_forever(port: int) -> None:
    head = b"GET /api/health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with opened(port, head) as connection:
        assert is_answered(connection)
        with pytest.raises(ConnectionError):
            trickle(connection, b"1\r\nx\r\n")


def test_a_body_of_ten_megabytes_ends_its_connection(port: int) -> None:
    head = b"POST /api/cities/testville/routes HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n"
    with opened(port, head + b"Expect: 100-continue\r\n\r\n") as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
        assert is_closed(connection)
    with opened(port, head + b"\r\n") as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"x" * 10_000_000)
        assert is_closed(connection)
    assert httpx.get(f"http://127.0.0.1:{port}/api/health").status_code == 200


def test_a_head_too_long_is_refused(port: int) -> None:
    with opened(port, b"GET /api/health HTTP/1.1\r\nHost: x\r\n") as connection:
        with contextlib.suppress(ConnectionError):
            for i in range(3000):
                connection.sendall(b"X-%d: %s\r\n" % (i, b"y" * 1000))
        assert is_closed(connection)


def test_what_is_no_http_is_told_so_with_the_headers_of_every_answer(port: int) -> None:
    with opened(port, b"\x16\x03\x01 hello\r\n\r\n") as connection:
        said = b""
        while more := connection.recv(65536):
            said += more
    assert said.startswith(b"HTTP/1.1 400 ")
    for name, value in SECURITY:
        assert name + b": " + value in said


def test_a_broken_body_ends_its_connection_and_no_more(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    head = b"POST /api/cities/testville/routes HTTP/1.1\r\nHost: x\r\n"
    with opened(port, head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab") as connection:
        time.sleep(0.2)
        connection.sendall(b"cdeNO CHUNK\r\n\r\n")
        assert is_closed(connection)
    assert httpx.get(f"http://127.0.0.1:{port}/api/health").status_code == 200
    assert not [one for one in caplog.records if one.exc_info]


def test_one_client_has_so_many_connections(shared_home: Path, built: Path) -> None:
    with served(shared_home, built, Counted) as port, contextlib.ExitStack() as stack:
        kept = [stack.enter_context(opened(port)) for _ in range(3)]
        kept[0].sendall(WHOLE)
        assert is_answered(kept[0])
        with opened(port) as fourth:
            assert is_closed(fourth)
        kept[1].close()
        for _ in range(100):
            with opened(port) as again, contextlib.suppress(ConnectionError):
                again.sendall(WHOLE)
                if is_answered(again):
                    break
            time.sleep(0.02)
        else:
            pytest.fail("a place that was given back is not given out again")
    assert not Counted.open


def test_answers_do_not_wait_for_more_to_send() -> None:
    """Else each of a connection that stays open waits for an acknowledgment, 40 ms on Linux."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP  # asyncio looks at that alone


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone can")
def test_who_takes_nothing_is_given_up_by_the_system() -> None:
    with listen("127.0.0.1", 0) as listening:
        give_up_peers(listening, 1234)
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            option = socket.TCP_USER_TIMEOUT
            assert accepted.getsockopt(socket.IPPROTO_TCP, option) == 1234


def test_this_machine_has_as_many_connections_as_it_likes() -> None:
    assert client_of("127.0.0.1") is None
