"""Run `pip install` quietly, but not silently: one line a package fetched, all of it on failure.

Usage: python scripts/install.py TITLE PIP-ARGUMENTS...
"""

import os
import re
import subprocess
import sys

FETCHED = re.compile(
    r"^\s*(?:Downloading|Using cached) (?P<file>[^/\s]+?)(?:\.metadata)? (?P<size>\(.*\))"
)


def main(title: str, arguments: list[str]) -> int:
    """Install, show what is fetched, and return pip's exit status."""
    if title:
        print(f"==> {title}", flush=True)
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    log: list[str] = []
    with subprocess.Popen(
        [*command, "--progress-bar", "off", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PIP_ROOT_USER_ACTION": "ignore"},
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            log.append(line)
            if ".metadata" in line:
                continue
            if found := FETCHED.match(line):
                print(f"    {found['file']} {found['size']}", flush=True)
            elif title and line.startswith("Installing collected packages"):
                print(f"    unpacking {line.count(',') + 1} packages", flush=True)
    if pip.returncode:
        sys.stderr.write("".join(log))
        print("crimecast: pip could not install; its words are above.", file=sys.stderr)
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
