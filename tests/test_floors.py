"""The house: every package stands on those below it and knows nothing of those above."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from flask import Flask

import clubinterview
from clubinterview import wiring

HOUSE = Path(clubinterview.__file__).parent

# From the ground up. What stands in one line is beside each other.
FLOORS = (
    {"config", "extensions", "core"},
    {"messaging", "storage"},
    {"auth"},
    {"profile"},
    {"resume"},
    {"club"},
    {"recruitment"},
    {"questions"},
    {"interview"},
    {"practice", "practice.models", "practice.queries"},
    {"practice.scoring", "practice.language_model"},
    {"practice.recording"},
    {"practice.report"},
    {"practice.mock"},
    {"practice.coach"},
    {"practice.own_data"},
    {"admin", "platform", "home", "demo"},
    {"worker"},
    {"commands"},
    {"wiring"},
    {"app"},
    {"", "serve", "demo.__main__"},
    {"__main__"},
)
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}

# Slow to import, or large: only the functions that use them import them.
HEAVY = {"openpyxl", "rjieba", "xlsxwriter"}

TREES = {
    ".".join(("clubinterview", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(HOUSE.rglob("*.py"))
}


def imports(tree: ast.Module) -> Iterator[ast.ImportFrom | ast.Import]:
    """All imports of a module, those for type checkers alone left out."""
    only_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and node not in only_types:
            yield node


def imported(tree: ast.Module) -> set[str]:
    """The modules of this project that a module imports."""
    names = set()
    for node in imports(tree):
        for alias in node.names:
            name = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
            names.add(name if name in TREES else name.rpartition(".")[0])
    return names & TREES.keys()


def floor_of(module: str) -> int:
    """`clubinterview.practice.mock.forms` stands on the floor of `practice.mock`, `…auth.models` on that of `auth`."""
    names = module.split(".")[1:]
    two = ".".join(names[:2])
    return FLOOR_OF[two] if two in FLOOR_OF else FLOOR_OF[names[0] if names else ""]


def test_modules_import_only_from_their_floor_and_below() -> None:
    above = [
        f"{module} imports {name}"
        for module, tree in TREES.items()
        for name in imported(tree)
        if floor_of(name) > floor_of(module) and name != "clubinterview"
    ]

    assert above == []


def test_packages_beside_each_other_do_not_import_each_other() -> None:
    def package(module: str) -> str:
        names = module.split(".")[1:]
        two = ".".join(names[:2])
        return two if two in FLOOR_OF else names[0] if names else ""

    beside = {
        f"{package(module)} and {package(name)}"
        for module, tree in TREES.items()
        for name in imported(tree)
        if floor_of(name) == floor_of(module) > 0
        and not package(name).startswith(package(module).split(".")[0])
    }

    assert beside == set()


def test_no_circles() -> None:
    try:
        tuple(
            TopologicalSorter(
                {module: imported(tree) - {module} for module, tree in TREES.items()}
            ).static_order()
        )
    except CycleError as circle:
        raise AssertionError(circle.args[1]) from None


def test_only_heavy_libraries_are_imported_inside_functions() -> None:
    inside = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom | ast.Import)
        and ((node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        not in HEAVY
    ]

    assert inside == []


def test_routes_stand_in_files_that_say_so_and_that_wiring_names() -> None:
    def has_routes(tree: ast.Module) -> bool:
        return any(
            isinstance(node, ast.FunctionDef)
            and any(ast.unparse(each).startswith("bp.") for each in node.decorator_list)
            for node in tree.body
        )

    with_routes = {module for module, tree in TREES.items() if has_routes(tree)}
    named = {module.__name__ for _, modules in wiring.BLUEPRINTS for module in modules}
    development = {"clubinterview.messaging.development_routes", "clubinterview.demo.authenticator_routes"}

    assert [module for module in with_routes if not module.endswith("routes")] == []
    assert named == with_routes - development


def test_every_blueprint_is_registered(app: Flask) -> None:
    assert {blueprint.name for blueprint, _ in wiring.BLUEPRINTS} == app.blueprints.keys() - {"dev", "demo"}
