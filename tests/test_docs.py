"""The documents name what is there: files, functions, settings, commands and links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
A_PATH = re.compile(r"(?!/)[\w./-]*(?:/[\w.-]*|\.(?:py|txt|md|in))")
FUNCTION = re.compile(r"`([\w/]+\.py)`\s+`(\w+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
SETTING = re.compile(r"[A-Z][A-Z0-9_]+")
READS_ENVIRONMENT = {"environ.get", "os.environ.get", "os.environ.setdefault", "secret", "_json"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def found(path: str) -> Path | None:
    """The file or folder, named from the repository or from the package; one of a single name may be anywhere there."""
    package = ROOT / "clubinterview"
    places = [ROOT / path, package / path, *([] if "/" in path.rstrip("/") else package.rglob(path))]
    return next((place for place in places if place.exists()), None)


def settings_read(name: str) -> Iterator[str]:
    """The variables of the environment that a module reads."""
    for node in ast.walk(ast.parse(text_of(name))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READS_ENVIRONMENT:
            names = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
            yield from [value for value in names[:1] if isinstance(value, str) and SETTING.fullmatch(value)]


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/practice.md", "CONTRIBUTING.md"])
def test_files_that_are_named_are_there(name: str) -> None:
    paths = {word for word in CODE.findall(text_of(name)) if A_PATH.fullmatch(word)}
    made = {".venv/"}  # by the first command

    assert paths
    assert sorted(path for path in paths - made if found(path) is None) == []


def test_functions_of_the_walks_are_where_they_are_said_to_be() -> None:
    named = FUNCTION.findall(text_of("docs/architecture.md"))

    assert len(named) > 20
    assert [
        f"{path}: {function}"
        for path, function in named
        if (file := found(path)) is None or f"\ndef {function}(" not in file.read_text(encoding="utf-8")
    ] == []


def test_every_setting_is_in_the_table_and_none_more() -> None:
    read = {
        setting
        for name in ("clubinterview/config.py", "clubinterview/serve.py", "gunicorn.conf.py")
        for setting in settings_read(name)
    }
    rows = [line.split("|")[1] for line in text_of("docs/settings.md").splitlines() if line.startswith("| `")]
    written = {setting for row in rows for setting in CODE.findall(row)}

    assert len(read) > 30
    assert written == read


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_commands_of_make_are_in_the_makefile(name: str) -> None:
    text = text_of(name)
    code = "\n".join([*CODE.findall(text), *FENCED.findall(text)])
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))

    named = set(re.findall(r"\bmake ([a-z]+)", code))

    assert named
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
