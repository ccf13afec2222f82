"""An S3-compatible server (moto's) in a process of its own, with a bucket."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

BUCKET = "cities"
URL = f"s3://{BUCKET}/crimecast"


@contextlib.contextmanager
def s3_server(log: Path) -> Iterator[dict[str, str]]:
    """Run it until the block ends; give the environment that reaches it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    given = {
        "FSSPEC_S3_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    code = "from moto.server import main; import sys; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **given})
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        make = "import s3fs, sys; s3fs.S3FileSystem().mkdir(sys.argv[1])"
        subprocess.run(
            [sys.executable, "-c", make, BUCKET], check=True, env={**os.environ, **given}
        )
        yield given
    finally:
        server.kill()
        server.wait(timeout=60)
