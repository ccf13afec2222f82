"""Imports go one way, down the table of docs/architecture.md, wherever in a file they stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "crimecast"

#: From the top down; a part may import what stands in a later row, or in its own part.
ROWS: tuple[frozenset[str], ...] = (
    frozenset({"cli", "__main__"}),
    frozenset({"web"}),
    frozenset({"run"}),
    frozenset({"evaluate", "records_page"}),
    frozenset({"mirror"}),
    frozenset({"export", "picture", "route"}),
    frozenset({"archive", "record"}),
    frozenset({"report"}),
    frozenset({"models"}),
    frozenset(
        {
            "cell_spread",
            "draws",
            "drift",
            "forecast",
            "intervals",
            "mix",
            "scales",
            "spread",
            "usual",
        }
    ),
    frozenset({"study", "city_draft", "city_look"}),
    frozenset({"incidents"}),
    frozenset({"sources"}),
    frozenset({"streets"}),
    frozenset({"simulate"}),
)
#: Everything else at the package's top: what a city, a cell and an hour are, files, errors. With it
#: what an incident is, which cities name too.
GROUND = len(ROWS)

#: What a part must not know of, though it stands below.
APART = {
    "web": {"models", "run", "evaluate", "simulate", "mirror"},
    "run": {"web"},
    "mirror": {"models", "evaluate"},
    "picture": {"models", "incidents", "route"},
    "route": {"models", "incidents", "picture"},
    "export": {"models", "archive", "picture", "route"},
    "archive": {"models"},
    "record": {"models", "archive", "incidents"},
    "evaluate": {"simulate"},
    "records_page": {"models", "archive", "evaluate"},
    "report": {"models", "archive", "incidents"},
    "models": {"sources", "simulate", "archive"},
    "incidents": {"simulate"},
    "streets": {"simulate"},
}


def part_of(path: Path) -> str:
    """Return the first name below the package."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and first name below the package of each import of ours, type checking aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "crimecast":
            names = [f"crimecast.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            head, _, rest = name.partition(".")
            if head == "crimecast" and rest:
                first = rest.partition(".")[0]
                yield node.lineno, "schema" if rest == "incidents.schema" else first


def rank(part: str) -> int:
    return next((place for place, row in enumerate(ROWS) if part in row), GROUND)


def test_imports_go_down() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} imports {there}, which stands above"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, there in imported(path)
        if part_of(path) != there and rank(there) < rank(part_of(path))
    ]
    assert not wrong


def test_parts_do_not_know_what_they_must_not() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} imports {there}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, there in imported(path)
        if there in APART.get(part_of(path), ())
    ]
    assert not wrong
