"""A pull and a compaction, killed (``kill -9``) at hundreds of drawn moments each.

After each kill the store must open, hold every byte that its manifest names, and answer as before
the run or as after it; the next run must finish, leave nothing over, and make the store of an
undisturbed run: rows, versions, what was known when, content. Any violation ends it with exit
code 1. Run with ``python -m benchmarks.pipeline.kills``; tests do a few with the same functions.
With ``--updates 200`` it is updates instead, that fetch nothing, issue a forecast and score two:
half of them killed, half with a disk that is full, fails or is read-only from a drawn touch of a
file on. Readers must have one whole forecast throughout, and the next update must leave what it
would have left.
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


def updates(count: int, chance: random.Random) -> int:
    """Disturb updates, and print a table; return the exit code."""
    import errno
    from collections import Counter

    import killing
    import update_killing

    met: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, killing.Runner() as runner:
        home = update_killing.prepare(runner, update_killing.make_home(Path(folder)))
        began = time.perf_counter()
        for number in range(count):
            fault = (None, errno.ENOSPC, None, errno.EIO, None, errno.EROFS)[number % 6]
            how = "killed" if fault is None else errno.errorcode[fault]
            try:
                for what in update_killing.disturb(runner, home, chance, fault=fault):
                    met[f"{how}: {what}"] += 1
            except Exception as error:  # whatever it is, it must be told and the rest be seen
                wrong.append(f"{how}: {type(error).__name__}: {error}")
        took = time.perf_counter() - began
    print(f"update: {home.seconds:.1f} s, {home.touches} touches of files; {count} in {took:.0f} s")
    for what, times in sorted(met.items()):
        print(f"  {what:32} {times:5}")
    print(f"  {'violations':32} {len(wrong):5}")
    for told in wrong[:10]:
        print(f"    {told}")
    return int(bool(wrong))


def main() -> None:
    """Kill, look, and print a table."""
    import killing

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200, help="of each run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--updates", type=int, default=0, help="disturb so many updates instead")
    chosen = parser.parse_args()
    if chosen.updates:
        sys.exit(updates(chosen.updates, random.Random(chosen.seed)))
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
