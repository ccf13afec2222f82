"""What code made a result: so that nothing is kept that other code would not make again."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path


def code_digest(modules: Iterable[str]) -> str:
    """Return the SHA-256 of modules' sources and of all in their packages that they import.

    Parameters
    ----------
    modules : iterable of str
        Dotted names. Imports are followed wherever they stand in a file, within the top-level
        package of the module that has them; other packages are not looked into.
    """
    due, sources = list(modules), dict[str, bytes]()
    while due:
        name = due.pop()
        if name in sources:
            continue
        path = _path(name)
        sources[name] = path.read_bytes() if path is not None else b""
        if path is not None:
            due += _imports(name, path, path.stat().st_mtime_ns)
    digest = hashlib.sha256()
    for name, source in sorted(sources.items()):
        digest.update(f"{name} {len(source)}\n".encode())
        digest.update(source)
    return digest.hexdigest()


def _path(name: str) -> Path | None:
    """Return a module's source file; None where it has none, or there is no such module.

    Only the top-level package is looked up by Python: looking up more would import it.
    """
    package, *inner = name.split(".")
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if not spec.submodule_search_locations:
        found = [Path(spec.origin or "")] if not inner else []
    else:
        places = [Path(place, *inner) for place in spec.submodule_search_locations]
        found = [place / "__init__.py" for place in places]
        found += [place.with_suffix(".py") for place in places if inner]
    return next((path for path in found if path.suffix == ".py" and path.is_file()), None)


@lru_cache(maxsize=1024)
def _imports(name: str, path: Path, stamp: int) -> tuple[str, ...]:  # noqa: ARG001 -- a key
    """Return the modules of its own package that a module imports."""
    package = name.partition(".")[0]
    tree = ast.parse(path.read_bytes())
    own = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return tuple(
        found
        for found in _named(tree, own)
        if found.partition(".")[0] == package and _path(found) is not None
    )


def _named(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield every name that may be a module in a file's imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (base, node.module)))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
