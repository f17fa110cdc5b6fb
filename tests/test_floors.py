"""The house: every package stands on those below it and knows nothing of those above."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clubinterview

HOUSE = Path(clubinterview.__file__).parent

# From the ground up. What stands in one line may use each other.
FLOORS = (
    {"config", "extensions", "core"},
    {"messaging"},
    {"storage"},
    {"auth", "profile"},
    {"resume"},
    {"club"},
    {"recruitment"},
    {"questions"},
    {"interview"},
    {"practice", "practice.models", "practice.queries"},
    {"practice.scoring"},
    {"practice.language_model"},
    {"practice.recording"},
    {"practice.report"},
    {"practice.mock"},
    {"practice.coach"},
    {"interview.kit"},
    {"practice.own_data"},
    {"admin"},
    {"platform"},
    {"home"},
    {"worker"},
    {"commands"},
    {"", "app", "wiring", "serve", "demo", "__main__"},
)
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}


def imported(path: Path) -> Iterator[str]:
    """The names of this project's modules that a file imports, those for type checkers alone left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in only_types:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def package_of(module: str) -> str:
    """`clubinterview.questions.forms.QuestionForm` stands in `practice.bank`, `clubinterview.auth.models` in `auth`."""
    names = module.split(".")[1:]
    two = ".".join(names[:2])
    if two in FLOOR_OF:
        return two
    return names[0] if names and names[0] in FLOOR_OF else ""


MODULES = sorted(path for path in HOUSE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_module_imports_only_from_its_floor_and_below(path: Path) -> None:
    module = ".".join(("clubinterview", *path.relative_to(HOUSE).with_suffix("").parts))
    floor = FLOOR_OF[package_of(module.removesuffix(".__init__"))]

    above = [
        name
        for name in imported(path)
        if name.startswith("clubinterview.") and FLOOR_OF[package_of(name)] > floor
    ]

    assert not above
