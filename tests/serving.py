"""A server of a folder, started as people start it, and ended when the test has looked."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(home: Path, port: int = 0) -> Iterator[str]:
    """Serve a host's folder for as long as the block lasts; gives the address."""
    with subprocess.Popen(
        [sys.executable, "-m", "crimecast", "serve", "--port", str(port)],
        env={**os.environ, "CRIMECAST_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        watchdog = threading.Timer(60, server.kill)
        watchdog.start()
        assert server.stdout is not None
        line = server.stdout.readline()
        watchdog.cancel()
        try:
            address = re.search(r"http://\S+", line)
            assert address, f"the server said {line!r}"
            yield address[0]
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=15)
            finally:
                server.kill()
