"""A pull and a compaction, killed (``kill -9``) at hundreds of drawn moments each.

After each kill the store must open, hold every byte that its manifest names, and answer as before
the run or as after it; the next run must finish, leave nothing over, and make the store of an
undisturbed run: rows, versions, what was known when, content. Any violation ends it with exit
code 1. Run with ``python -m benchmarks.pipeline.kills``; tests do a few with the same functions.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
WHERE = (
    "before its first file", "within, store as before", "within, store as after", "after its end",
)  # fmt: skip


def main() -> None:
    """Kill, look, and print a table."""
    import killing

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200, help="of each run")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    bad = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        killing.Runner() as runner,
        killing.scenarios(Path(folder), runner) as made,
    ):
        for number, (name, scenario) in enumerate(made.items()):
            began = time.perf_counter()
            chance = random.Random(1000 * chosen.seed + number)
            found = killing.kill_often(runner, scenario, chosen.moments, chance)
            took = time.perf_counter() - began
            print(
                f"{name}: {scenario.seconds:.2f} s, {scenario.touches} touches of files; "
                f"{found.moments.total()} kills in {took:.0f} s"
            )
            for where in WHERE:
                print(f"  {where:26} {found.moments[where]:5}")
            print(f"  {'stores finished, all equal':26} {found.finished:5}")
            print(f"  {'violations':26} {len(found.violations):5}")
            for told in found.violations[:10]:
                print(f"    {told}")
            sys.stdout.flush()
            bad += len(found.violations)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
