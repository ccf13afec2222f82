"""Every answer of a server against its OpenAPI document, by Schemathesis with all of its checks.

Run it as ``python -m benchmarks.pipeline.fuzz --home FOLDER --city CITY [--cases 300]``. The
document is tried twice: as it stands, where nearly all ids are of nothing; and with the ids, places
and days that the home has, where answers have something to say. ``--cases`` are most tries of
one operation in the phase that invents; phases of edges and of chains come before and after.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
from benchmarks.pipeline.load import running

CONFIG = """
[checks.positive_data_acceptance]
# What no schema tells: days in the wrong order, more pixels than may be asked for.
expected-statuses = ["2xx", "3xx", "404", "422", "503"]
"""
TOTALS = re.compile(r"Test cases:\s+(\d+) generated")


def narrowed(
    document: dict[str, Any], about: dict[str, Any], forecast: dict[str, Any]
) -> dict[str, Any]:
    """Return a document that asks for what there is of a city, given its document and manifest."""
    west, south, east, north = about["bounds"]
    names = [category["id"] for category in forecast["categories"]]
    ids = {
        "city": [about["id"]],
        "forecast": [forecast["id"]],
        "category": [*names[:3], "all"],
        "categories": [names[0], ",".join(names[:2]), "all"],
        "streets": [about["streets"]["id"]] if about["streets"] else [],
    }
    ranges = {"lon": (west, east), "lat": (south, north), "hour": (0, forecast["hours"])}
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                name, schema = parameter["name"], parameter["schema"]
                if ids.get(name):
                    parameter["schema"] = {"type": "string", "enum": ids[name]}
                elif name in ranges:
                    schema["minimum"], schema["maximum"] = ranges[name]
                for told in (parameter, parameter["schema"]):
                    told.pop("examples", None)
    question = document["components"]["schemas"].get("RouteQuestion", {}).get("properties", {})
    for name in ("start", "stop"):
        if name in question:
            places = zip(((west, east), (south, north)), question[name]["prefixItems"], strict=True)
            for (low, high), item in places:
                item["minimum"], item["maximum"] = low, high
    return document


def run(
    url: str, document: dict[str, Any], cases: int, folder: Path, *more: str
) -> tuple[int, int, str]:
    """Try a document; return the cases, the exit status and what was said."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "schemathesis.toml").write_text(CONFIG)
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml",
         "--no-color", "run", "openapi.json", "--url", url, "--checks", "all",
         "--max-examples", str(cases), "--continue-on-failure", "--no-shrink", "--warnings", "off",
         "--suppress-health-check", "all", "--request-timeout", "60",
         "--max-response-time", "60", *more],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = TOTALS.search(done.stdout)
    return int(found[1]) if found else 0, done.returncode, done.stdout + done.stderr


def main() -> None:
    """Print what was found, and totals as JSON; fail where anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--city", default="simulated")
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=3600, help="at most, for each document")
    parser.add_argument("--only", choices=["told", "known"])
    arguments = parser.parse_args()
    report: dict[str, Any] = {}
    serve = ["-m", "crimecast", "serve", "--port", "0"]
    with (
        running(serve, CRIMECAST_HOME=str(arguments.home)) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        rss = server.rss()
        for name in ("told", "known"):
            if arguments.only not in {None, name}:
                continue
            document = httpx.get(f"{server.url}/api/openapi.json").json()
            if name == "known":
                base = f"{server.url}/api/cities/{arguments.city}"
                about, manifest = (
                    httpx.get(f"{base}{path}", timeout=60).json() for path in ("", "/forecast")
                )
                document = narrowed(document, about, manifest)
            cases, status, said = run(
                server.url, document, arguments.cases, Path(folder),
                f"--seed={arguments.seed}", f"--max-time={arguments.seconds}",
            )  # fmt: skip
            print(said)
            report[name] = {"cases": cases, "status": status}
        report["rss_mb"] = [round(rss), round(server.rss())]
    report["cases"] = sum(one["cases"] for one in report.values() if isinstance(one, dict))
    print(json.dumps(report))
    sys.exit(any(one["status"] for one in report.values() if isinstance(one, dict)))


if __name__ == "__main__":
    main()
