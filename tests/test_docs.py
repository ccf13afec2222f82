"""Hold the documentation to the code: what it names exists, and what exists is named."""

import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup, TyperOption

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]

FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`(?P<code>[^`\n]+)`(?!`)")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def code(page: Path) -> list[str]:
    """Return the page's shell lines and its inline code, continued lines joined."""
    text = page.read_text(encoding="utf-8")
    lines: list[str] = []
    for block in FENCE.finditer(text):
        if block["kind"] in {"sh", "shell", "bash", "console"}:
            lines += block["body"].replace("\\\n", " ").splitlines()
    return lines + [span["code"] for span in INLINE.finditer(FENCE.sub("", text))]


def words(line: str, program: str) -> list[str] | None:
    """Return what follows a program's name, comments and shell syntax off; None elsewhere."""
    found = re.match(rf"^\$?\s*(?:\S+=\S+\s+)*(?:\S*/bin/)?{program}\s+(?P<rest>.+)$", line.strip())
    if not found:
        return None
    rest = re.split(r"\s#|[|;&>]", found["rest"])[0]
    return [word.strip("[]") for word in rest.split()]


@pytest.fixture(scope="module")
def command() -> TyperGroup:
    from crimecast.cli import app

    found = typer.main.get_command(app)
    assert isinstance(found, TyperGroup)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_options_named_exist(name: str, command: TyperGroup) -> None:
    for line in code(ROOT / name):
        given = words(line, "crimecast")
        if given is None:
            continue
        here: object = command
        for word in given:
            if isinstance(here, TyperGroup) and not word.startswith("-"):
                assert word in here.commands, f"{name}: {line}: no command {word}"
                here = here.commands[word]
            elif word.startswith("--") and word != "--help":
                options = {
                    option
                    for parameter in getattr(here, "params", [])
                    if isinstance(parameter, TyperOption)
                    for option in (*parameter.opts, *parameter.secondary_opts)
                }
                assert word.partition("=")[0] in options, f"{name}: {line}: no option {word}"


def test_every_command_is_in_the_readme(command: TyperGroup) -> None:
    def leaves(here: object, path: str) -> list[str]:
        if isinstance(here, TyperGroup):
            return [
                leaf
                for name, child in here.commands.items()
                if not child.hidden
                for leaf in leaves(child, f"{path} {name}")
            ]
        return [path]

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [leaf for leaf in leaves(command, "crimecast") if f"`{leaf}" not in readme]
    assert not missing


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    assert phony
    return set(phony[1].split())


@pytest.mark.parametrize("name", NAMES)
def test_make_targets_and_variables_named_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in code(ROOT / name):
        for word in words(line, "make") or []:
            if variable := re.match(r"^([A-Z_]+)=", word):
                used = makefile + (ROOT / "scripts" / "venv.sh").read_text(encoding="utf-8")
                assert re.search(
                    rf"\$[({{]+.*?{variable[1]}|^{variable[1]} \?=", used, re.MULTILINE
                )
            elif re.fullmatch(r"[a-z-]+", word):
                assert word in make_targets(), f"{name}: no target {word}"


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert listed == make_targets()


def anchor(heading: str) -> str:
    """Return the fragment that a heading is reached by."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for link in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        target, _, fragment = link["target"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{name}: {target} is not there"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert fragment in map(anchor, headings), f"{name}: no heading for #{fragment}"


def test_every_page_is_reached_from_the_readme() -> None:
    seen = {ROOT / "README.md"}
    queue = list(seen)
    while queue:
        page = queue.pop()
        for link in LINK.finditer(page.read_text(encoding="utf-8")):
            there = (page.parent / link["target"].partition("#")[0]).resolve()
            if there.suffix == ".md" and there.exists() and there not in seen:
                seen.add(there)
                queue.append(there)
    lost = [name for name, page in zip(NAMES, PAGES, strict=True) if page not in seen]
    assert not lost


@pytest.mark.parametrize("name", NAMES)
def test_paths_in_tables_of_the_repository_exist(name: str) -> None:
    """A path in inline code that starts at a folder of ours and names a file must be one."""
    folders = ("docs/", "scripts/", "tests/", "requirements/", "benchmarks/", "frontend/")
    built = ("frontend/node_modules", "frontend/dist")
    for span in INLINE.finditer(FENCE.sub("", (ROOT / name).read_text(encoding="utf-8"))):
        path = span["code"].split()[0]
        if path.startswith(folders) and not path.startswith(built) and "*" not in path:
            assert (ROOT / path).exists(), f"{name}: {path} is not there"


def test_settings_are_documented_as_they_are() -> None:
    from crimecast.settings import Settings

    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `CRIMECAST_(\w+)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    documented = {name.lower(): (default, sentence) for name, default, sentence in rows}
    fields = Settings.model_fields
    assert documented.keys() == fields.keys()
    for name, field in fields.items():
        default, sentence = documented[name]
        assert sentence == field.description
        if field.default_factory is None:
            assert default == f"`{field.default}`"
