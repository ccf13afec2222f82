"""Measure what the default install of crimecast takes on disk; fail above the limit.

Builds the package, installs it from the pinned requirements in a fresh virtual environment in a
temporary folder, and adds up the files of each distribution (compiled bytecode included).
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

LIMIT_MB = 700
LARGEST = 12
ROOT = Path(__file__).resolve().parent.parent

# Runs inside the fresh environment: {distribution: bytes}. What no distribution's list names,
# such as empty folders, is not counted twice or guessed at: the total is taken from the folder.
BY_DISTRIBUTION = """
import json
from importlib.metadata import distributions
sizes = {}
for distribution in distributions():
    paths = [distribution.locate_file(file) for file in distribution.files or []]
    sizes[distribution.name] = sum(path.stat().st_size for path in paths if path.exists())
print(json.dumps(sizes))
"""


def main() -> int:
    """Print the total and the largest distributions; return 1 above the limit."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        for arguments in (
            ["-r", "requirements/build.txt", "-r", "requirements/runtime.txt", "--require-hashes"],
            ["--no-deps", "--no-build-isolation", "."],
        ):
            subprocess.run(
                [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments],
                cwd=ROOT,
                check=True,
            )
        # Tools that only the installation needed are not part of what is installed.
        tools = ["editables", "hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers"]
        subprocess.run([python, "-m", "pip", "uninstall", "-qq", "-y", *tools], check=True)
        site = next(Path(folder, "lib").glob("python*/site-packages"))
        total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
        listing = subprocess.run(
            [python, "-c", BY_DISTRIBUTION], check=True, capture_output=True, text=True
        )
    sizes: dict[str, int] = json.loads(listing.stdout)
    print(
        f"{total:.0f} MB in site-packages, {len(sizes)} distributions; the limit is {LIMIT_MB} MB"
    )
    for name, size in sorted(sizes.items(), key=lambda pair: -pair[1])[:LARGEST]:
        print(f"{size / 1e6:8.1f} MB  {name}")
    return int(total > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
