"""Hold docs/portals.md to the code."""

import re
from pathlib import Path

from crimecast.sources.adapters import ADAPTERS
from crimecast.sources.http import Limits
from crimecast.sources.portal import COMMON
from crimecast.sources.pull import STRIKES
from crimecast.sources.socrata import TOKEN

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "portals.md").read_text(encoding="utf-8")


def test_kinds_and_options_are_what_the_adapters_know() -> None:
    rows = re.findall(r"^\| `?(\w+)`? \| `(\w+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
    known = [("all", name, text) for name, text in COMMON.items()]
    for kind in ADAPTERS:
        known += [(kind, name, text) for name, text in ADAPTERS.find(kind).options.items()]
    assert rows == known
    kinds = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| (yes|no) \|$", PAGE, re.MULTILINE)
    assert kinds == [(k, "yes" if ADAPTERS.find(k).changes else "no") for k in ADAPTERS]


def test_the_adapter_that_is_printed_is_the_one_that_is_tested() -> None:
    printed = PAGE.split("```python\n")[1].split("```")[0]
    tested = Path(__file__).with_name("strange_adapter.py").read_text(encoding="utf-8")
    assert printed.strip() == tested.partition('"""\n')[2].strip()


def test_numbers_are_those_of_the_code() -> None:
    limits = Limits()
    waits = [str(int(limits.pause * 2**i)) for i in range(limits.tries - 1)]
    assert (
        f"asked {limits.tries} times, after about {', '.join(waits[:-1])} and {waits[-1]} s" in PAGE
    )
    assert f"({limits.longest:.0f} s at most)" in PAGE
    assert f"more than {limits.page >> 20} MiB, a file of more than {limits.file >> 30} GiB" in PAGE
    assert f"asked again {STRIKES} times, then refused" in PAGE
    assert f"`{TOKEN}`" in PAGE
